"""Who and what an article names: taggers propose spans, and one of them is chosen for every place in the text."""

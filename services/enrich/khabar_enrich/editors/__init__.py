"""What editors decided about tags, which stands over what any step finds, and the names that wait for their word."""

from khabar_enrich.editors.last_word import LastWord
from khabar_enrich.editors.review import ReviewQueue
from khabar_enrich.editors.rulings import Rulings
from khabar_enrich.editors.standing import Standing

__all__ = ["LastWord", "ReviewQueue", "Rulings", "Standing"]

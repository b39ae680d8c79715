"""Pages of articles: finding the article on a page, and what the page says about it."""

from khabar_ingest.pages.article import article_of, read_article

__all__ = ["article_of", "read_article"]

"""What ties an article to others: copies of its text, its running story, and the related articles beside it."""

from khabar_enrich.linking.linking import Linked, Linking
from khabar_enrich.linking.pages import SOURCE
from khabar_enrich.linking.release import OUTDATED, Release

__all__ = ["OUTDATED", "SOURCE", "Linked", "Linking", "Release"]

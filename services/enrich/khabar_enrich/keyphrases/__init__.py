"""Phrases of several words that an article comes back to."""

from khabar_enrich.keyphrases.choosing import keyphrases

__all__ = ["keyphrases"]

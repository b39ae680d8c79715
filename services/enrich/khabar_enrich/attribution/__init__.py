"""Who says what in an article: sources, what they answer for, and whom they spoke to."""

from khabar_enrich.attribution.reader import rests_on_one_unnamed, sayings
from khabar_enrich.attribution.saying import Saying

__all__ = ["Saying", "rests_on_one_unnamed", "sayings"]

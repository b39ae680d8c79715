"""How many people came to harm, as each passage tells it."""

from khabar_enrich.facts.circumstances import when, where, who
from khabar_enrich.facts.finding import harms
from khabar_enrich.facts.harm import Harm

__all__ = ["Harm", "harms", "when", "where", "who"]

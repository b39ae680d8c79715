"""How many people came to harm, as each passage tells it."""

from khabar_enrich.facts.circumstances import when, where, who
from khabar_enrich.facts.finding import harms
from khabar_enrich.facts.harm import Harm
from khabar_enrich.facts.illness import of_an_epidemic

__all__ = ["Harm", "harms", "of_an_epidemic", "when", "where", "who"]

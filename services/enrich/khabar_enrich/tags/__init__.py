"""Names of people, organisations, places, events and topics: a table of aliases and how they are found in a text."""

from khabar_enrich.tags.aliases import Aliases, Claim, Match
from khabar_enrich.tags.institutions import bare_bodies, countries, national
from khabar_enrich.tags.table import Name, Table

__all__ = ["Aliases", "Claim", "Match", "Name", "Table", "bare_bodies", "countries", "national"]

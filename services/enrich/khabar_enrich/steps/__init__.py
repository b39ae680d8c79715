"""The steps that Khabar brings, a file each."""

from khabar_enrich.steps.attribution import Attributions
from khabar_enrich.steps.dates import Dates
from khabar_enrich.steps.facts import Facts
from khabar_enrich.steps.keyphrases import Keyphrases
from khabar_enrich.steps.language import Language
from khabar_enrich.steps.names import Names
from khabar_enrich.steps.section import Sections
from khabar_enrich.steps.shape import ReadingTime, Slug
from khabar_enrich.steps.tags import Tags
from khabar_enrich.steps.topics import Topics

__all__ = [
    "Attributions",
    "Dates",
    "Facts",
    "Keyphrases",
    "Language",
    "Names",
    "ReadingTime",
    "Sections",
    "Slug",
    "Tags",
    "Topics",
]

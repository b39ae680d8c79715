"""The steps that Khabar brings, a file each."""

from khabar_enrich.steps.attribution import Attributions
from khabar_enrich.steps.dates import Dates
from khabar_enrich.steps.facts import Facts
from khabar_enrich.steps.language import Language
from khabar_enrich.steps.names import Names
from khabar_enrich.steps.section import Sections
from khabar_enrich.steps.shape import ReadingTime, Slug
from khabar_enrich.steps.tags import Tags

__all__ = ["Attributions", "Dates", "Facts", "Language", "Names", "ReadingTime", "Sections", "Slug", "Tags"]

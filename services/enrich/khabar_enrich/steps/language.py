"""Which language an article is written in, and which way it runs."""

from typing import ClassVar, Self

from khabar.arabic import direction, language
from khabar.config import Config
from khabar.models import Enrichment
from khabar_enrich.page import Page


class Language:
    """The language that the source declares, where the letters and words agree with it; else the likeliest."""

    name: ClassVar[str] = "language"
    version: ClassVar[str] = "2"
    order: ClassVar[int] = 10

    @classmethod
    def load(cls, _config: Config) -> Self:
        """Need nothing of the newsroom's."""
        return cls()

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the language and the direction."""
        told = language(page.text, page.revision.language)
        way = direction(told.language, told.script)
        return found.model_copy(update={"language": told.language, "direction": way})

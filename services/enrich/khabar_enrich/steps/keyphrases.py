"""Phrases that tell what an article is about, as suggestions to an editor. Arabic alone is read."""

from typing import ClassVar, Final, Self

from khabar.config import Config
from khabar.models import Enrichment
from khabar_enrich.keyphrases import keyphrases
from khabar_enrich.page import Page

_READ: Final = "ar"


class Keyphrases:
    """Phrases of several words that an article comes back to and that are no tags."""

    name: ClassVar[str] = "keyphrases"
    version: ClassVar[str] = "1"
    order: ClassVar[int] = 50

    @classmethod
    def load(cls, _config: Config) -> Self:
        """Need nothing of the newsroom's."""
        return cls()

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the keyphrases, the most telling first."""
        if found.language != _READ:
            return found
        return found.model_copy(update={"keyphrases": keyphrases(page, found)})

"""What an article is about, as topics of the IPTC Media Topics. Arabic alone is read."""

from typing import ClassVar, Final, Self

from khabar.config import Config
from khabar.models import Enrichment
from khabar_enrich.page import Page
from khabar_enrich.topics import read, weighed
from khabar_enrich.topics.table import table

_READ: Final = "ar"


class Topics:
    """Adds up the words that tell a topic; each topic says which words those were."""

    name: ClassVar[str] = "topics"
    version: ClassVar[str] = "1"
    order: ClassVar[int] = 45

    @classmethod
    def load(cls, _config: Config) -> Self:
        """Read the shipped tables."""
        table()
        return cls()

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the subjects, surest first, and their codes as topics."""
        if found.language != _READ:
            return found
        subjects = weighed(*read(page), table().topics)
        return found.model_copy(update={"subjects": subjects, "topics": tuple(subject.id for subject in subjects)})

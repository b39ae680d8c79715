"""What the page itself needs: a readable address and how long reading takes."""

import math
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from khabar.arabic import slug
from khabar.config import Config
from khabar.models import Enrichment
from khabar_enrich.page import Page

_WORDS_A_MINUTE: Final = 200


@dataclass(frozen=True, slots=True)
class Slug:
    """The headline as part of an address: Arabic letters stay, vowel signs, tatweel and punctuation go."""

    name: ClassVar[str] = "slug"
    version: ClassVar[str] = "1"
    order: ClassVar[int] = 50

    @classmethod
    def load(cls, _config: Config) -> Self:
        """Need nothing."""
        return cls()

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the slug; it is empty for a headline without letters and digits."""
        return found.model_copy(update={"slug": slug(page.revision.headline)})


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """Whole minutes at 200 words a minute, one at least."""

    name: ClassVar[str] = "reading_time"
    version: ClassVar[str] = "1"
    order: ClassVar[int] = 60

    @classmethod
    def load(cls, _config: Config) -> Self:
        """Need nothing."""
        return cls()

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the reading time."""
        count = sum(len(zone.words) for zone in page.zones)
        return found.model_copy(update={"reading_minutes": max(1, math.ceil(count / _WORDS_A_MINUTE))})

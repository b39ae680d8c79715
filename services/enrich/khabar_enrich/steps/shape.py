"""What the page itself needs: a readable address and how long reading takes."""

import math
import unicodedata
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from khabar.arabic import words
from khabar.config import Config
from khabar.models import Enrichment
from khabar_enrich.page import Page
from khabar_enrich.remembered import Remembered

_LONGEST: Final = 60
_WORDS_A_MINUTE: Final = 200
_TATWEEL: Final = "\u0640"


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


def slug(headline: str) -> str:
    """Join the words of a headline with hyphens, 60 letters at most, cut between words."""
    parts = [_PLAIN[word.text] for word in words(headline)]
    while len(parts) > 1 and len("-".join(parts)) > _LONGEST:
        parts.pop()
    return "-".join(parts)[:_LONGEST]


def _plain(word: str) -> str:
    composed = unicodedata.normalize("NFC", word.replace(_TATWEEL, ""))
    return "".join(filter(str.isalnum, composed)).casefold()


_PLAIN: Final = Remembered(_plain)

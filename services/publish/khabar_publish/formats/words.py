"""The words of the formats themselves, in the language of the article, and text without what would disturb others."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from khabar.config import NewsroomSettings

# Control characters, surrogates, and the embeddings, overrides and isolates with which a text could reorder what
# stands around it (Unicode UAX #9).
_UNRULY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029]")


def calm(text: str) -> str:
    """The text without unruly characters, each of its line breaks one character."""
    return _UNRULY.sub("", _BREAKS.sub("\n", text)) if _UNRULY.search(text) or "\r" in text else text


@dataclass(frozen=True, slots=True)
class Words:
    """What a format says by itself, in one language; days are those of ``zone``."""

    said: Mapping[str, str]
    zone: ZoneInfo

    def correction(self, at: datetime, note: str) -> str:
        """A public correction and its day."""
        return self.said["correction"].format(day=self.day(at), note=note)

    def day(self, at: datetime) -> str:
        """The day of a moment."""
        there = local(at, self.zone)
        return self.said["day"].format(day=there.day, month=there.month, year=there.year)

    def listed(self, names: Iterable[str]) -> str:
        """Names in one line."""
        return self.said["names"].join(names)

    def source(self, name: str) -> str:
        """Where an article is from; without a name, that it is from elsewhere."""
        return self.said["source"].format(name=name) if name else self.said["original"]

    def withdrawn(self, reason: str) -> str:
        """The notice in the place of a withdrawn article."""
        return self.said["withdrawn"].format(reason=reason).strip()


def words(newsroom: NewsroomSettings, language: str = "") -> Words:
    """The words in a language, else in the newsroom's, else in Arabic."""
    wanted = (tag.split("-")[0].casefold() for tag in (language, newsroom.language, "ar"))
    return Words(next(_tables()[tag] for tag in wanted if tag in _tables()), newsroom.zone)


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """The same moment in a zone, but for the first and last days that there are."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))

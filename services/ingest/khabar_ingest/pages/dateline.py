"""The line under a headline that says when an article came out, and when it was changed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from khabar_ingest.months import letters
from khabar_ingest.pages.printed import printed, without_date

Kind = Literal["published", "updated", "plain"]

_LONGEST_ALONE: Final = 60
_OTHER_WORDS: Final = 5
_PARTS = re.compile(r"\s*(?:[|•·]|\s[-–—]\s(?=\D{3,}\d))\s*")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A date with what is said of it; ``plain`` is a date without a label."""

    kind: Kind
    time: datetime


def datelines(line: str, zone: tzinfo) -> list[Dateline]:
    """Read a short line that is little more than one or two dates; running text has none."""
    whole = _dateline(line, zone)
    if whole:
        return [whole]
    return [found for part in _PARTS.split(line) if (found := _dateline(part, zone))]


def is_dateline(line: str) -> bool:
    """Whether a line is nothing but a date, with a label perhaps."""
    return len(line) <= _LONGEST_ALONE and bool(datelines(line, UTC))


def _dateline(line: str, zone: tzinfo) -> Dateline | None:
    time = printed(line, zone)
    if time is None:
        return None
    rest = " ".join(_WORD.findall(without_date(line)))
    kind = _kind(rest)
    others = [word for word in rest.split() if word not in _beside()]
    if kind == "plain" and len(others) > _OTHER_WORDS:
        return None
    return Dateline(kind, time)


def _kind(rest: str) -> Kind:
    """An update's label wins: "نشر وتحديث" tells no date of publication."""
    if _label("updated").search(rest):
        return "updated"
    return "published" if _label("published").search(rest) else "plain"


@cache
def _label(kind: str) -> re.Pattern[str]:
    labels = sorted(_table()[kind], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, labels))})(?!\w)")


def _beside() -> frozenset[str]:
    return _table()["beside"]


@cache
def _table() -> dict[str, frozenset[str]]:
    lines = files("khabar_ingest").joinpath("tables/datelines.tsv").read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {
        kind: frozenset(letters(words) for name, words in rows if name == kind) for kind in {row[0] for row in rows}
    }

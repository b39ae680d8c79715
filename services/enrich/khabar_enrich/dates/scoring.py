"""Right answers about dates, and how many of them the reader finds.

A table has the columns ``expression anchor value family note``, parted by tabs: the value is ISO 8601, or ``-`` where
there is no date to be found. A value that the note says to accept counts as right, and so does a time whose zone the
table does not give. Articles are of the form that `khabar_enrich.gold` reads; each of their ``dates`` has ``text`` and
``value``, and ``conflict`` where its words disagree.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from khabar.arabic import fold
from khabar.config import Config
from khabar.models import DateMention, Enrichment
from khabar_enrich.dates.reading import Reader, doubtful
from khabar_enrich.gold import GoldArticle, Place, gold_articles
from khabar_enrich.page import Page
from khabar_enrich.steps.dates import Dates

NOTHING: Final = "-"
EXTRA: Final = "extra"
_COLUMNS: Final = ("expression", "anchor", "value")
_ACCEPTED: Final = re.compile(r"accept\s+(\d{4}[\dTWZ:/+-]*)")
_ZONE: Final = re.compile(r"(?<=T\d\d:\d\d)(?:Z|[+-]\d\d:\d\d)$")


class Miss(NamedTuple):
    """An expression that was understood otherwise, or not at all; one that is no date has the value ``-``."""

    expression: str
    anchor: str
    value: str
    found: str
    family: str


@dataclass(slots=True)
class Score:
    """How many answers were right, of how many; how many are dates, and how many were found, rightly or not."""

    right: int = 0
    total: int = 0
    dates: int = 0
    found: int = 0
    rightly_found: int = 0
    misses: list[Miss] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the counts with precision and recall, both between 0 and 1."""
        return {
            "right": self.right,
            "total": self.total,
            "precision": round(self.rightly_found / self.found, 4) if self.found else 1.0,
            "recall": round(self.rightly_found / self.dates, 4) if self.dates else 1.0,
        }


def score(file: Path) -> Score:
    """Read a file of right answers, ``.json`` or else a table, and count what the reader makes of it.

    Raises:
        ValueError: the file cannot be read or lacks something; the message says what and where.
    """
    counted = Score()
    for miss, right in _articles(file) if file.suffix == ".json" else _table(file):
        counted.total += miss.family != EXTRA
        counted.dates += miss.value != NOTHING
        counted.right += right
        counted.rightly_found += right and miss.value != NOTHING
        counted.found += miss.found != NOTHING
        if not right:
            counted.misses.append(miss)
    return counted


def _table(file: Path) -> Iterator[tuple[Miss, bool]]:
    for row, line in _rows(file):
        try:
            reader = Reader.on(date.fromisoformat(row["anchor"]))
        except ValueError as error:
            msg = f"{file}, line {line}: {row['anchor']!r} is no day of publication; write it as 2022-02-07"
            raise ValueError(msg) from error
        readings = doubtful(list(reader.read("headline", fold(row["expression"]))))
        longest = max(readings, key=lambda reading: reading.end - reading.start, default=None)
        found = longest.period.value if longest else NOTHING
        accepted = {row["value"] or NOTHING, *_ACCEPTED.findall(row.get("note") or "")}
        miss = Miss(row["expression"], row["anchor"], row["value"] or NOTHING, found, row.get("family") or "")
        yield miss, found in accepted or _ZONE.sub("", found) in accepted


def _rows(file: Path) -> Iterator[tuple[Mapping[str, str], int]]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file}: cannot be read ({error}); it should be a UTF-8 table"
        raise ValueError(msg) from error
    reader = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        msg = f"{file}, line 1: lacks {', '.join(missing)}; the columns are expression, anchor, value, family, note"
        raise ValueError(msg)
    for row in reader:
        if None in row.values() and not row.get("value"):
            msg = f"{file}, line {reader.line_num}: no value; write - where there is no date"
            raise ValueError(msg)
        yield row, reader.line_num


def _articles(file: Path) -> Iterator[tuple[Miss, bool]]:
    step = Dates.load(Config())
    for article in gold_articles(file):
        page = Page.of(article.revision)
        mentions = step(page, Enrichment(for_revision=1, language=article.revision.language)).dates
        yield from _compared(article, list(mentions))


def _compared(article: GoldArticle, mentions: list[DateMention]) -> Iterator[tuple[Miss, bool]]:
    """Pair every answer with the mention that overlaps it most; mentions that are left over are no dates."""
    published = article.revision.published_at
    anchor = published.date().isoformat() if published else ""
    for answer in article.answers.get("dates", ()):
        place = article.place(answer)
        mention = max(mentions, key=lambda mention: _shared(mention, place), default=None)
        if mention and not _shared(mention, place):
            mention = None
        if mention:
            mentions.remove(mention)
        value, conflict = str(answer["value"]), "conflict" in answer
        right = mention is not None and (mention.value, mention.consistent) == (value, not conflict)
        found = f"{mention.value}{'' if mention.consistent else ' (flagged)'}" if mention else NOTHING
        yield Miss(answer["text"], anchor, value, found, "conflict" if conflict else ""), right
    for mention in mentions:
        yield Miss(mention.text, anchor, NOTHING, mention.value, EXTRA), False


def _shared(mention: DateMention, place: Place | None) -> int:
    if place is None or mention.zone != place.zone:
        return 0
    return max(0, min(mention.end, place.end) - max(mention.start, place.start))

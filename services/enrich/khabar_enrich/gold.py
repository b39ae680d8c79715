"""Articles with the right answers beside them: what ``khabar evaluate`` measures findings against.

A file of the form of a gold article is a JSON object, or a list of them. Each names its text (``source``, a file beside
it, or ``text``), ``headline`` (else the first line), ``subheads``, ``body_end`` (where the article ends and the page
goes on) and ``assumed_published``. Offsets are code points of the text; where one is left out, the first place of the
words is meant.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from khabar.models import Block, Revision, SourceRef

_EXAMPLE_DAY = "2022-02-07"


class Place(NamedTuple):
    """A stretch of a zone, in code points."""

    zone: str
    start: int
    end: int

    def overlaps(self, other: "Place") -> bool:
        """Tell whether the two share a letter."""
        return self.zone == other.zone and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article as a revision, its right answers, and where each zone begins in the text of the file."""

    name: str
    revision: Revision
    answers: Mapping[str, Any]
    text: str
    begins: Mapping[str, int]
    ends: Mapping[str, int]

    def place(self, span: Mapping[str, Any]) -> Place | None:
        """Find the zone of a ``{"text", "start", "end"}``; None where it lies outside of the article."""
        start = span.get("start", self.text.find(span["text"]))
        end = span.get("end", start + len(span["text"]))
        for zone, begin in self.begins.items():
            if begin <= start < self.ends[zone]:
                return Place(zone, start - begin, end - begin)
        return None


def gold_articles(path: Path) -> list[GoldArticle]:
    """Read a file of gold articles.

    Raises:
        ValueError: the file, or a text that it names, cannot be read or lacks something; the message says what.
    """
    try:
        held = json.loads(path.read_text("utf-8"))
        articles = held if isinstance(held, list) else [held]
        return [_article(path, number, answers) for number, answers in enumerate(articles, 1)]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        msg = f"{path}: cannot be read ({error}); it should be UTF-8 JSON that names its text"
        raise ValueError(msg) from error


def _article(path: Path, number: int, answers: object) -> GoldArticle:
    if not (isinstance(answers, dict) and isinstance(answers.get("text", answers.get("source")), str)):
        msg = f"{path}: article {number} names no text; give it a source (a file) or a text"
        raise ValueError(msg)  # noqa: TRY004 - the file is wrong, not the caller
    text = answers["text"] if "text" in answers else (path.parent / answers["source"]).read_text("utf-8")
    lines = list(_lines(text[: answers.get("body_end", len(text))]))
    headline = answers.get("headline", lines[0][1] if lines else "")
    zones = [("headline", *lines.pop(0))] if lines and lines[0][1] == headline else []
    zones += [(f"body.{index}", *line) for index, line in enumerate(lines)]
    return GoldArticle(
        name=str(answers.get("name", f"{path.stem} {number}")),
        revision=_revision(path, answers, headline, [line for _, line in lines]),
        answers=answers,
        text=text,
        begins={zone: begin for zone, begin, _ in zones},
        ends={zone: begin + len(line) for zone, begin, line in zones},
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    begin = 0
    for line in text.split("\n"):
        if line.strip():
            yield begin + line.index(line.strip()), line.strip()
        begin += len(line) + 1


def _revision(path: Path, answers: Mapping[str, Any], headline: str, paragraphs: list[str]) -> Revision:
    day = str(answers.get("assumed_published", answers.get("published", _EXAMPLE_DAY)))
    try:
        published = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    except ValueError as error:
        msg = f"{path}: {day} is no day of publication; write it as 2022-02-07"
        raise ValueError(msg) from error
    headings = set(answers.get("subheads", ()))
    return Revision(
        id=hashlib.sha256(headline.encode()).hexdigest()[:32],
        revision=1,
        source=SourceRef(id="gold"),
        language=str(answers.get("lang", "ar")),
        headline=headline,
        body=tuple(Block(type="heading" if text in headings else "paragraph", text=text) for text in paragraphs),
        published_at=published,
        received_at=published,
        content_sha="0" * 64,
    )

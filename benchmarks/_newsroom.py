"""Articles to measure reading with: put together from the benchmark's own sentences, or real ones from a file."""

import itertools
import json
import lzma
import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from khabar.events import article_id
from khabar.models import Block, Revision, SourceRef

WORDS = 350
SHARED = Path(__file__).parents[2] / "shared/data/related/saudi_dev.jsonl.xz"
_ROWS = [line.split("\t") for line in Path(__file__).with_name("_newsroom.txt").read_text("utf-8").splitlines()]
_SENTENCES = [text for kind, text in _ROWS if kind == "sentence"]
_SLOTS = {kind: texts.split("|") for kind, texts in _ROWS if kind != "sentence"}
_PARAGRAPH = 2
_FEWEST, _MOST = 250, 450


def own() -> Iterator[Revision]:
    """Yield articles of about 350 words for ever, the same ones every time."""
    for number in itertools.count():
        chance = random.Random(number)
        sentences: list[str] = []
        while sum(len(sentence.split()) for sentence in sentences) < WORDS:
            sentences.append(_filled(chance, chance.choice(_SENTENCES)))
        rest = (" ".join(sentences[at : at + _PARAGRAPH]) for at in range(1, len(sentences), _PARAGRAPH))
        yield _revision(str(number), sentences[0].rstrip("."), list(rest))


def real(path: Path) -> Iterator[Revision]:
    """Yield the articles of 250 to 450 words from a file of JSON lines with ``id``, ``title`` and ``text``."""
    opened: Callable[..., Iterator[str]] = lzma.open if path.suffix == ".xz" else open
    for row in map(json.loads, opened(path, "rt", encoding="utf-8")):
        if _FEWEST <= len(row["text"].split()) <= _MOST and row["title"].strip():
            paragraphs = re.split(r"(?<=\w{2}\.)\s+|\n+", row["text"])
            yield _revision(row["id"], row["title"], paragraphs)


def _filled(chance: random.Random, sentence: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: chance.choice(_SLOTS[slot[1]]), sentence)


def _revision(name: str, headline: str, paragraphs: list[str]) -> Revision:
    when = datetime(2022, 2, 7, 8, tzinfo=UTC)
    return Revision(
        id=article_id("bench", name),
        revision=1,
        source=SourceRef(id="bench"),
        headline=headline,
        lead=paragraphs[0],
        body=tuple(Block(type="paragraph", text=text) for text in paragraphs),
        published_at=when,
        received_at=when,
        content_sha="0" * 64,
    )

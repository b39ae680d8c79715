"""Articles from a file of JSON lines: ``id, src, t, title, text``, plain or ``.xz``, in the order of their times."""

import json
import lzma
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from khabar.events import article_id
from khabar.models import Block, Revision, SourceRef

_SENTENCE = re.compile(r"(?<=\w{2}\.)\s+|\n+")


def revisions(path: Path, most: int | None = None) -> Iterator[Revision]:
    """Yield the articles of a file, at most the first so many."""
    opened: Callable[..., Iterable[str]] = lzma.open if path.suffix == ".xz" else open
    rows: list[dict[str, Any]] = [json.loads(line) for line in opened(path, "rt", encoding="utf-8")]
    for row in sorted(rows, key=lambda row: row["t"])[:most]:
        when = datetime.fromisoformat(row["t"])
        yield revision(
            row["src"], row["id"], row["title"], row["text"], when if when.tzinfo else when.replace(tzinfo=UTC)
        )


def revision(source: str, name: str, title: str, text: str, when: datetime) -> Revision:
    """Make the first revision of an article."""
    return Revision(
        id=article_id(source, name),
        revision=1,
        source=SourceRef(id=source),
        headline=title.strip() or "-",
        body=tuple(Block(type="paragraph", text=part) for part in _SENTENCE.split(text) if part.strip()),
        published_at=when,
        received_at=when,
        content_sha="0" * 64,
    )

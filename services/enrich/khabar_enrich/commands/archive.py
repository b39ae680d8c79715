"""A file of articles, a line each, read from the first to the last; what cannot be read is told and left out."""

import gzip
import lzma
import os
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from khabar.config import NewsroomSettings
from khabar.errors import Rejected
from khabar_enrich.commands.rows import Article, article

_PACKED: Final[Mapping[str, Callable[[BinaryIO], Iterable[bytes]]]] = {".xz": lzma.open, ".gz": gzip.open}
_BROKEN: Final = (OSError, EOFError, lzma.LZMAError, zlib.error)
_TOLD: Final = 10
_STDIN: Final = Path("-")


@dataclass(slots=True)
class Archive:
    """The articles of a file.

    Args:
        name: what it is called when something is told of it.
        lines: its lines.
        newsroom: whose zone and language count where an article names none.
        tell: is called with what is wrong, a line each.
        raw: the file as it lies on the disk.
    """

    name: str
    lines: Iterable[bytes]
    newsroom: NewsroomSettings
    tell: Callable[[str], None]
    raw: BinaryIO | None = None
    faults: int = 0
    late: int = 0
    _seen: Counter[str] = field(default_factory=Counter)
    _newest: tuple[datetime, int] = (datetime.min.replace(tzinfo=UTC), 0)

    @property
    def size(self) -> int | None:
        """How many bytes the file has on the disk, None for what comes through a pipe."""
        return os.fstat(self.raw.fileno()).st_size if self.raw else None

    @property
    def position(self) -> int:
        """How many of them have been read."""
        return self.raw.tell() if self.raw and not self.raw.closed else 0

    def articles(self) -> Iterator[Article]:
        """Yield the articles; one whose id was there before, without a number, is its next revision.

        Raises:
            Rejected: the file ends in the middle or is damaged.
        """
        for number, line in self._numbered():
            if not line.strip():
                continue
            try:
                one = article(line, self.newsroom)
            except ValueError as error:
                self.faults += 1
                self.tell(f"{self.name}:{number}: {error}")
                continue
            self._note_time(number, one)
            yield self._counted(one)
        if self.late > _TOLD:
            self.tell(f"{self.name}: {self.late} articles in all stand after later ones; sort the file by time")

    def _numbered(self) -> Iterator[tuple[int, bytes]]:
        number = 0
        try:
            for number, line in enumerate(self.lines, 1):
                yield number, line
        except _BROKEN as error:
            msg = f"{self.name}: cannot be read after line {number} ({error}); is the file whole?"
            raise Rejected(msg) from error

    def _note_time(self, number: int, one: Article) -> None:
        when = one.revision.published_at or one.revision.received_at
        newest, line = self._newest
        if when >= newest:
            self._newest = (when, number)
            return
        self.late += 1
        if self.late <= _TOLD:
            told = f"{when.isoformat()} is before {newest.isoformat()} of line {line}"
            self.tell(f"{self.name}:{number}: not in the order of time: {told}; it is linked to what stands above it")

    def _counted(self, one: Article) -> Article:
        revision = one.revision
        self._seen[revision.id] = max(self._seen[revision.id] + 1, revision.revision)
        if self._seen[revision.id] == revision.revision:
            return one
        return Article(revision.model_copy(update={"revision": self._seen[revision.id]}))


@contextmanager
def opened(file: Path | None, newsroom: NewsroomSettings, tell: Callable[[str], None]) -> Iterator[Archive]:
    """Open a file, ``.xz`` and ``.gz`` ones unpacked; none, or ``-``, is the standard input.

    Raises:
        Rejected: it cannot be opened.
    """
    if file is None or file == _STDIN:
        yield Archive("standard input", sys.stdin.buffer, newsroom, tell)
        return
    try:
        raw = file.open("rb")
    except OSError as error:
        msg = f"{file}: cannot be read ({error.strerror}); give a file of JSON lines, or - for the standard input"
        raise Rejected(msg) from error
    with raw:
        lines = _PACKED[file.suffix](raw) if file.suffix in _PACKED else raw
        yield Archive(str(file), lines, newsroom, tell, raw)

"""A frame: some entries compressed together, and the line of the index that says where they lie."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import zstandard

from khabar.archive import record
from khabar.archive.ids import Rank, rank
from khabar.archive.record import Row
from khabar.errors import KhabarError

MOST_ENTRIES = 1000
MOST_BYTES = 1 << 20
_LEVEL = 3


class Damaged(KhabarError):
    """A part of the archive cannot be read; the message names the file and the place in it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a frame lies in its segment and what it holds; ``sha256`` is that of its compressed bytes."""

    first: str
    last: str
    count: int
    offset: int
    size: int
    sha256: str

    @property
    def end(self) -> int:
        """Where the next frame begins."""
        return self.offset + self.size

    @property
    def span(self) -> tuple[Rank, Rank]:
        """What its first and its last entry sort by."""
        return rank(self.first), rank(self.last)

    def line(self) -> bytes:
        """Its line in the index."""
        return json.dumps(asdict(self)).encode() + b"\n"


def parse(line: bytes) -> Frame:
    """Read a line of an index.

    Raises:
        ValueError: it is none.
    """
    try:
        return Frame(**json.loads(line))
    except TypeError as error:
        msg = f"no line of an index ({error})"
        raise ValueError(msg) from error


def packed(rows: Iterable[Row]) -> Iterator[tuple[bytes, str, str, int]]:
    """Compress entries into frames of bounded size: bytes, first id, last id, how many."""
    lines: list[bytes] = []
    ids: list[str] = []
    size = 0
    for entry_id, fields in rows:
        line = record.encode(entry_id, fields)
        if lines and (len(lines) >= MOST_ENTRIES or size + len(line) > MOST_BYTES):
            yield _pack(lines), ids[0], ids[-1], len(ids)
            lines, ids, size = [], [], 0
        lines.append(line)
        ids.append(entry_id)
        size += len(line)
    if lines:
        yield _pack(lines), ids[0], ids[-1], len(ids)


def unpacked(content: bytes, frame: Frame, segment: Path) -> list[Row]:
    """Check a frame's bytes and return its entries.

    Raises:
        Damaged: they are not what was written.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != frame.sha256:
        msg = (
            f"{segment}: the frame at byte {frame.offset} (entries {frame.first} to {frame.last}) is damaged:"
            f" {len(content)} of {frame.size} bytes, checksum {found[:12]}…, not {frame.sha256[:12]}…;"
            " bring this file back from a backup"
        )
        raise Damaged(msg)
    try:
        return [record.decode(line) for line in zstandard.ZstdDecompressor().decompress(content).splitlines()]
    except (zstandard.ZstdError, ValueError) as error:
        msg = f"{segment}: the frame at byte {frame.offset} cannot be read ({error})"
        raise Damaged(msg) from error


def _pack(lines: list[bytes]) -> bytes:
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(b"".join(lines))

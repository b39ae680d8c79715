"""A segment: a file of frames, and beside it the index of them.

``<first id>.jsonl.zst`` is a plain zstd file that ``zstdcat`` prints whole; ``<first id>.index.jsonl`` has a line for
each frame. A frame is on the disk before its line is, so what the index tells is there.
"""

import os
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khabar.archive import frame
from khabar.archive.frame import Damaged, Frame
from khabar.archive.ids import Rank, rank
from khabar.archive.record import Row

_DATA = ".jsonl.zst"
_INDEX = ".index.jsonl"


@dataclass(frozen=True, slots=True)
class Segment:
    """The two files of a segment."""

    folder: Path
    first: str

    @property
    def path(self) -> Path:
        """The file of frames."""
        return self.folder / f"{self.first}{_DATA}"

    @property
    def index(self) -> Path:
        """The file of their index."""
        return self.folder / f"{self.first}{_INDEX}"

    def lines(self) -> list[bytes]:
        """The whole lines of the index; one that is being written is not among them."""
        try:
            content = self.index.read_bytes()
        except FileNotFoundError:
            return []
        return content[: content.rfind(b"\n") + 1].splitlines()

    def frames(self, after: Rank) -> Iterator[Frame]:
        """The frames that hold entries after an id.

        Raises:
            Damaged: the index cannot be read.
        """
        lines = self.lines()
        start = bisect_right(lines, after, key=lambda line: self.read(line).span[1])
        return (self.read(line) for line in lines[start:])

    def rows(self, wanted: Frame) -> list[Row]:
        """The entries of a frame.

        Raises:
            Damaged: they are not what was written.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(wanted.offset)
                return frame.unpacked(file.read(wanted.size), wanted, self.path)
        except OSError as error:
            msg = f"{self.path} cannot be read ({error.strerror}); bring it back from a backup"
            raise Damaged(msg) from error

    def read(self, line: bytes) -> Frame:
        """A line of this segment's index.

        Raises:
            Damaged: it is none.
        """
        try:
            return frame.parse(line)
        except ValueError as error:
            msg = f"{self.index}: {error}; bring it back from a backup"
            raise Damaged(msg) from error


def segments(folder: Path) -> list[Segment]:
    """The segments of a stream's folder, oldest first."""
    names = [path.name.removesuffix(_DATA) for path in folder.glob(f"*{_DATA}")]
    return [Segment(folder, name) for name in sorted(names, key=rank)]


def sync_folder(folder: Path) -> None:
    """Make new names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Writing the archive of one stream: durable when `Writer.append` returns, and whole after any crash."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from khabar.archive import frame
from khabar.archive.frame import Damaged, Frame
from khabar.archive.ids import START, clock, rank
from khabar.archive.record import Row
from khabar.archive.segment import Segment, segments, sync_folder

SEGMENT_BYTES = 64 << 20
_DAY_MILLISECONDS = 86_400_000


class Writer:
    """Appends the entries of one stream; one writer at a time (see `khabar.archive.lock`).

    Args:
        folder: the stream's folder; it is made if it is not there.
        segment_bytes: the size after which a new segment is begun; a new day begins one too.

    Raises:
        Damaged: what the index tells is not in the file, so something outside has changed it.
    """

    def __init__(self, folder: Path, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._segment_bytes = folder, segment_bytes
        self._segment: Segment | None = None
        self._end = 0
        self.last = START
        """The id of the newest entry that is safe."""
        for segment in reversed(segments(folder)):
            if self._mend(segment):
                break

    def append(self, rows: Iterable[Row]) -> int:
        """Add entries that follow `last`, and return how many bytes they took; the last one is safe on return.

        Raises:
            ValueError: the first entry does not follow the last one kept.
            OSError: the disk does not take them; open a new writer, which goes on from what is safe.
        """
        written = 0
        for content, first, last, count in frame.packed(rows):
            if rank(first) <= rank(self.last):
                msg = f"entry {first} does not follow {self.last}"
                raise ValueError(msg)
            segment = self._for(first)
            self._add(segment, Frame(first, last, count, self._end, len(content), _sha256(content)), content)
            written += len(content)
        return written

    def _for(self, first: str) -> Segment:
        """The segment that a frame goes into."""
        current = self._segment
        if current and self._end < self._segment_bytes and _day(current.first) == _day(first):
            return current
        self._segment, self._end = Segment(self._folder, first), 0
        return self._segment

    def _add(self, segment: Segment, added: Frame, content: bytes) -> None:
        _write(segment.path, content)
        if not added.offset:
            sync_folder(self._folder)
        _write(segment.index, added.line())
        if not added.offset:
            sync_folder(self._folder)
        self._end, self.last = added.end, added.last

    def _mend(self, segment: Segment) -> bool:
        """Cut off what a crash left unfinished; tell whether anything is left of the segment."""
        lines = segment.lines()
        while lines and not _is_whole(lines[-1]):
            lines.pop()
        if not lines:
            segment.index.unlink(missing_ok=True)
            segment.path.unlink(missing_ok=True)
            return False
        last = segment.read(lines[-1])
        if segment.path.stat().st_size < last.end:
            msg = f"{segment.path} has {segment.path.stat().st_size} bytes; its index tells of {last.end}"
            raise Damaged(msg)
        os.truncate(segment.index, sum(len(line) + 1 for line in lines))
        os.truncate(segment.path, last.end)
        segment.rows(last)
        self._segment, self._end, self.last = segment, last.end, last.last
        return True


def _is_whole(line: bytes) -> bool:
    try:
        frame.parse(line)
    except ValueError:
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _day(entry_id: str) -> int:
    return clock(entry_id) // _DAY_MILLISECONDS


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

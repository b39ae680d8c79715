"""Reading the archive, frame by frame: a stream of any length takes a few megabytes of memory."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khabar.archive.ids import START, rank
from khabar.archive.record import Row
from khabar.archive.segment import Segment, segments, sync_folder
from khabar.archive.writer import SEGMENT_BYTES, Writer

_EPOCH = "epoch"


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything that was ever on the public streams of a newsroom, in one folder.

    Reading is safe while the archiver writes. All reading blocks: call it in a thread from asynchronous code. Any of
    it raises `khabar.archive.Damaged` for what is not as it was written.
    """

    root: Path

    def entries(self, stream: str, *, after: str = START, until: str | None = None) -> Iterator[Row]:
        """The entries of a stream behind an id and up to another, oldest first."""
        floor, ceiling = rank(after), rank(until) if until else None
        for segment in self._from(stream, after):
            for frame in segment.frames(floor):
                if ceiling and frame.span[0] > ceiling:
                    return
                for row in segment.rows(frame):
                    at = rank(row[0])
                    if at > floor and (ceiling is None or at <= ceiling):
                        yield row

    def at(self, stream: str, entry_id: str) -> dict[bytes, bytes] | None:
        """The fields of one entry, or None where the archive does not hold it."""
        milliseconds, counter = rank(entry_id)
        before = f"{milliseconds}-{counter - 1}" if counter else f"{milliseconds - 1}-{2**64 - 1}"
        found = self.entries(stream, after=before if milliseconds or counter else START, until=entry_id)
        return next((fields for _, fields in found), None)

    def first(self, stream: str) -> str:
        """The id of the oldest entry, ``0-0`` where there is none."""
        return next((frame.first for segment in self._from(stream, START) for frame in segment.frames((0, 0))), START)

    def last(self, stream: str) -> str:
        """The id of the newest entry, ``0-0`` where there is none."""
        for segment in reversed(segments(self.root / stream)):
            if lines := segment.lines():
                return segment.read(lines[-1]).last
        return START

    def writer(self, stream: str, *, segment_bytes: int = SEGMENT_BYTES) -> Writer:
        """What appends to a stream; one process at a time may."""
        return Writer(self.root / stream, segment_bytes=segment_bytes)

    def epoch(self) -> str:
        """The epoch of the admission state that this archive belongs to; nothing before there is one."""
        try:
            return (self.root / _EPOCH).read_text("ascii").strip()
        except FileNotFoundError:
            return ""

    def begin_epoch(self, epoch: str) -> None:
        """Remember an epoch durably."""
        self.root.mkdir(parents=True, exist_ok=True)
        draft = self.root / f".{_EPOCH}"
        with draft.open("w", encoding="ascii") as file:
            file.write(f"{epoch}\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / _EPOCH)
        sync_folder(self.root)

    def _from(self, stream: str, after: str) -> list[Segment]:
        """The segments that may hold entries after an id."""
        found = segments(self.root / stream)
        behind = [index for index, segment in enumerate(found) if rank(segment.first) <= rank(after)]
        return found[behind[-1] :] if behind else found

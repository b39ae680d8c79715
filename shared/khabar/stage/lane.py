"""The fast lane: urgent entries are written twice by one script, and read from the lane instead of the main stream."""

from dataclasses import dataclass
from typing import Final

from khabar.stage.entry import Entry

TWIN: Final = "fastlane"
"""The field of an entry that has a twin in the lane; without it an urgent entry is nobody else's."""


@dataclass(slots=True)
class FastLane:
    """What a stage finds in the lane: the twins of entries of its main stream from ``since`` on."""

    since: tuple[int, int] | None = None

    def begin(self, since: str) -> None:
        """Rely on the lane from an entry id of the main stream on."""
        self.since = _number(since)

    def has(self, entry: Entry) -> bool:
        """Whether an entry of the main stream is read from the lane, and so is not to be handled here."""
        return self.since is not None and TWIN.encode() in entry.fields and _number(entry.id) >= self.since


def _number(entry_id: str) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence or 0)

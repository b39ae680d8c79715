"""A source as operators see it in the list, and how the two lists become one. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from khabar.config import SourceSettings
from khabar_ingest.registry.change import Change

_NOTHING: Final = Change()
Origin = Literal["file", "command", "file, changed by command"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A source's settings, where they were written, and what was decided about it."""

    settings: SourceSettings
    origin: Origin
    change: Change

    @property
    def active(self) -> bool:
        """Whether it is to be polled, and hubs may push it."""
        return not self.change.paused


def overlay(written: Iterable[SourceSettings], changes: Mapping[str, Change]) -> dict[str, Listed]:
    """Lay the changes over what is written, in the order of the file; what was added stands after it."""
    listed = {}
    for settings in written:
        change = changes.get(settings.id, _NOTHING)
        if not change.removed:
            origin: Origin = "file, changed by command" if change.settings else "file"
            listed[settings.id] = Listed(change.settings or settings, origin, change)
    for id_, change in sorted(changes.items()):
        if change.settings and not change.removed and id_ not in listed:
            listed[id_] = Listed(change.settings, "command", change)
    return listed

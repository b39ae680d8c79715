"""When an item may be seen."""

from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from khabar_ingest.draft import Embargo
from khabar_ingest.parsers.wirewords import wire_words
from khabar_ingest.stamps import stamp
from khabar_ingest.text import fold

_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_LONGEST_NOTE: Final = 4_000


def embargo(item: dict[str, Any], name: str, zone: tzinfo) -> Embargo | None:
    """Read an item's embargo: absent is none, null is until a person releases it, unreadable is held to be safe."""
    if name not in item:
        return None
    if item[name] is None:
        return Embargo(reason="embargo without an end")
    return written(item[name], zone)


def written(said: object, zone: tzinfo) -> Embargo:
    """Read the time at which an embargo ends; one that cannot be read is held until a person releases it."""
    until = stamp(said, zone)
    return Embargo(until=until) if until else Embargo(reason="embargo that cannot be read")


def spoken(*notes: str) -> Embargo | None:
    """Hold a text whose notes to editors speak of an embargo: only a person can tell until when."""
    if any(wire_words().embargo.search(fold(note[:_LONGEST_NOTE])) for note in notes if note):
        return Embargo(reason="a note to editors speaks of an embargo; release it when its time has come")
    return None


def strictest(*found: Embargo | None) -> Embargo | None:
    """Of several embargoes the one that lasts longest; one without an end lasts longest of all."""
    said = [each for each in found if each]
    endless = next((each for each in said if each.until is None), None)
    return endless or max(said, key=lambda each: each.until or _NEVER, default=None)

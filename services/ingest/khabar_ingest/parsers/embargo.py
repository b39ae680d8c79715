"""When an item may be seen."""

from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from khabar_ingest.draft import Embargo
from khabar_ingest.stamps import stamp

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def embargo(item: dict[str, Any], name: str, zone: tzinfo) -> Embargo | None:
    """Read an item's embargo: absent is none, null is until a person releases it, unreadable is held to be safe."""
    if name not in item:
        return None
    if item[name] is None:
        return Embargo(reason="embargo without an end")
    until = stamp(item[name], zone)
    return Embargo(until=until) if until else Embargo(reason="embargo that cannot be read")


def strictest(*found: Embargo | None) -> Embargo | None:
    """Of several embargoes the one that lasts longest; one without an end lasts longest of all."""
    said = [each for each in found if each]
    endless = next((each for each in said if each.until is None), None)
    return endless or max(said, key=lambda each: each.until or _NEVER, default=None)

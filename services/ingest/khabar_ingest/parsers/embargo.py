"""When an item may be seen."""

from datetime import tzinfo
from typing import Any

from khabar_ingest.draft import Embargo
from khabar_ingest.stamps import stamp


def embargo(item: dict[str, Any], name: str, zone: tzinfo) -> Embargo | None:
    """Read an item's embargo: absent is none, null is until a person releases it, unreadable is held to be safe."""
    if name not in item:
        return None
    if item[name] is None:
        return Embargo(reason="embargo without an end")
    until = stamp(item[name], zone)
    return Embargo(until=until) if until else Embargo(reason="embargo that cannot be read")

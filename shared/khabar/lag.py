"""How many entries a consumer group has not read yet."""

from collections.abc import Mapping
from typing import Any


def unread(group: Mapping[str, Any], newest: bytes) -> int | None:
    """Tell how many entries a group has yet to read; None where the server cannot tell.

    Whoever was given the newest entry has read all, whatever the server counts: after a restart from its append-only
    file Redis 7.0 may tell of entries that were read long ago.

    Args:
        group: a row of XINFO GROUPS.
        newest: the stream's last id, as XINFO STREAM has it.
    """
    lag: int | None = group.get("lag")
    return 0 if group["last-delivered-id"] == newest else lag

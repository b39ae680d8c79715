"""Moments as people write them: ``2026-11-20T10:00``, ``2026-11-20``, ``90m`` or ``7d`` ago, an entry's id, ``0``."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from khabar.archive import START, before, rank, through
from khabar.errors import ConfigError

_AGO = re.compile(r"([0-9]{1,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_ID = re.compile(r"[0-9]{1,19}-[0-9]{1,20}")


def behind(text: str, zone: tzinfo, now: datetime) -> str:
    """The id behind which reading begins with a moment, or behind an entry's own id; ``0`` is the beginning.

    A time without a zone is the newsroom's.

    Raises:
        ConfigError: the text is none of these.
    """
    if text == "0":
        return START
    return text if _ID.fullmatch(text) else before(moment(text, zone, now))


def up_to(text: str, zone: tzinfo, now: datetime) -> str:
    """The last id that belongs to a moment, or an entry's own id.

    Raises:
        ConfigError: the text is neither.
    """
    return text if _ID.fullmatch(text) else through(moment(text, zone, now))


def moment(text: str, zone: tzinfo, now: datetime | None = None) -> datetime:
    """Read a moment.

    Raises:
        ConfigError: the text is none.
    """
    if found := _AGO.fullmatch(text):
        return (now or datetime.now(UTC)) - timedelta(**{_UNITS[found[2]]: int(found[1])})
    try:
        read = datetime.fromisoformat(text)
        aware = read if read.tzinfo else read.replace(tzinfo=zone)
        rank(before(aware))
    except (ValueError, OverflowError):
        msg = f"{text!r} is no moment; write 2026-11-20T10:00, 24h (ago), an entry's id, or 0 for the beginning"
        raise ConfigError(msg) from None
    return aware

"""Points in time as sources write them."""

import re
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final

from khabar_ingest.text import ascii_digits, normalise

YEARS: Final = range(1900, 2200)
_LOOKS_ISO = re.compile(r"\d{4}-?\d\d")
_UTC_UNKNOWN = re.compile(r"-0000$")


def stamp(text: object, zone: tzinfo = UTC) -> datetime | None:
    """Read an ISO 8601 or RFC 822 time; one without an offset is in ``zone``, and None is what cannot be read."""
    if not isinstance(text, str):
        return None
    line = ascii_digits(normalise(text))
    with suppress(ValueError, TypeError, OverflowError):
        time = datetime.fromisoformat(line) if _LOOKS_ISO.match(line) else parsedate_to_datetime(line)
        if time.year not in YEARS:
            return None
        if time.tzinfo is None:
            time = time.replace(tzinfo=UTC if _UTC_UNKNOWN.search(line) else zone)
        return time
    return None

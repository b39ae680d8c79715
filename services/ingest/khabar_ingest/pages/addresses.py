"""What a page's address tells: the day that many papers put into it."""

import re
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/])(\d{1,2})\2(\d{1,2})(?!\d)")


def day_in(url: str | None, zone: tzinfo) -> datetime | None:
    """Return the beginning of the day that an address names in full (/2020/08/24/), or None."""
    try:
        found = _DAY.findall(urlsplit(url or "").path)
        days = {datetime(int(year), int(month), int(day), tzinfo=zone) for year, _, month, day in found}
    except ValueError:
        return None
    return days.pop() if len(days) == 1 else None

"""What came of fetching an address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_CHARSET = re.compile(r"(?:^|;)\s*charset\s*=\s*[\"']?\s*([a-z0-9._:-]{2,40})(?=[\"'\s;]|$)", re.IGNORECASE)
_LONGEST_REST_SECONDS: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed: its status, and where it led."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: its status, its headers by lower-case names, where it came from, its unpacked bytes, the way there."""

    status: int
    headers: Mapping[str, str]
    url: str
    content: bytes
    redirects: tuple[Hop, ...] = ()

    @property
    def charset(self) -> str | None:
        """The encoding that the transport named."""
        found = _CHARSET.search(self.headers.get("content-type", "")[:1000])
        return found[1].lower() if found else None

    @property
    def retry_after(self) -> float | None:
        """Seconds that the server asked to be left alone for, at most a day; None if it asked for nothing readable."""
        said = self.headers.get("retry-after", "").strip()
        if said.isascii() and said.isdecimal():
            return min(float(said), _LONGEST_REST_SECONDS)
        until, now = _date(said), _date(self.headers.get("date", "")) or datetime.now(UTC)
        return min(max((until - now).total_seconds(), 0.0), _LONGEST_REST_SECONDS) if until else None


def _date(said: str) -> datetime | None:
    """A date as HTTP writes it; the server's own ``date`` is read beside it, since its clock need not be ours."""
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

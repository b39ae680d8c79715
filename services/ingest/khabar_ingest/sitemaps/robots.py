"""The sitemaps that a site's ``robots.txt`` names (https://www.sitemaps.org/protocol.html#submit_robots)."""

import re
from typing import Final

from khabar_ingest.sanitise import web_url

_HEAD_BYTES: Final = 500_000  # as far as RFC 9309 wants it read
_MOST: Final = 10
_LINE = re.compile(r"^[ \t\ufeff]{0,9}sitemap[ \t]{0,9}:[ \t]{0,9}(\S{1,2000})", re.IGNORECASE | re.MULTILINE)


def sitemaps_of(robots: bytes, url: str) -> list[str]:
    """Return the addresses of the sitemaps; ``url`` is where the file was found, to which short ones are relative."""
    said = robots[:_HEAD_BYTES].decode("utf-8", "replace")
    found = (web_url(match[1], url) for match in _LINE.finditer(said))
    return list(dict.fromkeys(address for address in found if address))[:_MOST]

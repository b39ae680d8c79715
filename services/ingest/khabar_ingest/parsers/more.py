"""The link behind a teaser that leads to the rest of the article."""

import html
import re
from typing import Final

from khabar_ingest.sanitise import canonical, web_url

_LAST_LINK = re.compile(
    r"<a\s[^>]*?href\s*=\s*[\"']?([^\"'>\s]+)[^>]*>(?P<words>.*?)</a\s*>(?P<rest>(?:\s|&nbsp;|<br\s*/?>|</\w+\s*>)*)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
_LONGEST_WORDS: Final = 60
_LONGEST_TAIL: Final = 1_000


def without_more(markup: str, link: str | None, base: str | None) -> str:
    """Return the HTML of a teaser without its last link if that leads to the article that the teaser is of."""
    start = max(markup.rfind("<a "), markup.rfind("<A "))
    if not link or start < max(len(markup) - _LONGEST_TAIL, 0):
        return markup
    found = _LAST_LINK.match(markup, start)
    if not found or found.end() < len(markup) or len(_TAG.sub("", found["words"]).strip()) > _LONGEST_WORDS:
        return markup
    there = canonical(web_url(html.unescape(found[1]), base) or "")
    return markup[:start] + found["rest"] if there and there == canonical(link) else markup

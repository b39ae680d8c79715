"""Where things lie on the site: short ids, slugs and paths.

The ``sid`` alone finds an article; month and slug are for people, and a wrong one leads to the right address.
"""

import re
import unicodedata
from datetime import datetime
from urllib.parse import quote

SLUG_LETTERS = 60
_SID_LETTERS = 12
_UNSEEN = re.compile(r"[\u064b-\u065f\u0670\u0640]")  # tashkeel and tatweel
_BREAK = re.compile(r"[\W_]+")
_SID = re.compile(rf"[a-z2-7]{{{_SID_LETTERS}}}")


def slug(text: str) -> str:
    """Words joined by hyphens, without tashkeel, cut at a word after at most 60 letters; empty where no word is."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).lower()
    words = [word for word in _BREAK.split(plain) if word]
    if not words:
        return ""
    kept = words[0][:SLUG_LETTERS]
    for word in words[1:]:
        if len(kept) + 1 + len(word) > SLUG_LETTERS:
            break
        kept = f"{kept}-{word}"
    return kept


def article_path(short: str, first: datetime, words: str) -> str:
    """The canonical path of an article, unquoted; ``first`` is its first publication in the newsroom's zone."""
    tail = slug(words)
    return f"/{first:%Y/%m}/{short}{'-' if tail else ''}{tail}"


def short_path(short: str) -> str:
    """The path to print where room is scarce; it redirects."""
    return f"/a/{short}"


def sid_of(tail: str) -> str | None:
    """The sid at the front of the last part of an article's path, if there is one."""
    found = _SID.match(tail)
    return found.group() if found and tail[_SID_LETTERS : _SID_LETTERS + 1] in {"", "-"} else None


def quoted(path: str) -> str:
    """A path fit for a header, a feed or an attribute."""
    return quote(path, safe="/-._~")

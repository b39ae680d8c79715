"""Addresses that may be led to and fetched."""

import re
from typing import Final
from urllib.parse import quote, unquote_plus, urljoin, urlsplit, urlunsplit

from khabar_ingest.tables import tables
from khabar_ingest.text import visible

_WEB: Final = frozenset({"http", "https"})
SCHEMES: Final = _WEB | {"mailto"}
_LONGEST_URL: Final = 4096
_PLACE: Final = r"https?://[a-z0-9-]++(?:\.[a-z0-9-]++)++"
_PATH: Final = r"/[\w~!$'()*+,=:@%./-]*+"
PLAIN: Final = rf"{_PLACE}{_PATH}(?:\?[\w~!$'()*+,=:@%./?-]++(?:&[\w~!$'()*+,=:@%./?-]++)*+)?"
"""An address in which there is nothing to resolve, to put right or to take away."""
_PLAIN = re.compile(PLAIN, re.ASCII)
_PAGE = re.compile(f"{_PLACE}{_PATH}", re.ASCII)
_ALLOWED: Final = "/?:@!$&'()*+,;=~%"
_NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LOOSE = re.compile(r"%(2[DEde]|3\d|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee]|[0-9A-F][a-f]|[a-f][0-9A-Fa-f])")
"""Escapes that are not as RFC 3986 (6.2.2) writes them: in small letters, or of what needs none."""


def web_url(url: str, base: str | None = None) -> str | None:
    """Return an absolute http(s) address, or None where there is none to be had."""
    return _absolute(url, base, _WEB)


def link_url(url: str, base: str | None = None) -> str | None:
    """Return what a link in the text may lead to: `web_url`, or a mail address.

    A name and password go, since ``https://bank.example@elsewhere.example/`` reads as what it is not.
    """
    whole = _absolute(url, base, SCHEMES)
    if whole is None or "@" not in whole or "@" not in (place := urlsplit(whole).netloc):
        return whole
    return urlunsplit(urlsplit(whole)._replace(netloc=place.rpartition("@")[2]))


def canonical(url: str) -> str | None:
    """Return a page's address in its one form; None if it is no web address.

    That form is without what only says where the reader came from, and escaped: a path in Arabic letters and the same
    in escapes are one address.
    """
    if len(url) <= _LONGEST_URL and "%" not in url and _PAGE.fullmatch(url):
        return url
    whole = web_url(url)
    if whole is None:
        return None
    parts = urlsplit(whole)
    query = "&".join(said for said in parts.query.split("&") if not _tracks(said))
    host = parts.netloc.lower().removesuffix(":443" if parts.scheme == "https" else ":80")
    found = urlunsplit((parts.scheme, host, _escaped(parts.path) or "/", _escaped(query), ""))
    return found if len(found) <= _LONGEST_URL else None


def _tracks(said: str) -> bool:
    key = unquote_plus(said.partition("=")[0]).lower()
    return key.startswith("utm_") or key in tables().tracking


def _escaped(part: str) -> str:
    return _LOOSE.sub(_strict, _NO_ESCAPE.sub("%25", quote(part, safe=_ALLOWED)))


def _strict(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else escape[0].upper()


def _absolute(url: str, base: str | None, schemes: frozenset[str]) -> str | None:
    if len(url) <= _LONGEST_URL and _PLAIN.fullmatch(url):
        return url
    try:
        reference = "".join(visible(url).split())
        whole = urljoin(base or "", reference) if reference else ""
        parts = urlsplit(whole)
        good = parts.scheme in schemes and (parts.scheme == "mailto" or bool(parts.hostname))
    except ValueError:
        return None
    return whole if good and len(whole) <= _LONGEST_URL else None

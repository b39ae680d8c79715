"""Addresses that may be led to and fetched."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

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
    """Return a page's address without what only says where the reader came from; None if it is no web address."""
    if len(url) <= _LONGEST_URL and _PAGE.fullmatch(url):
        return url
    whole = web_url(url)
    if whole is None:
        return None
    parts = urlsplit(whole)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(key)]
    host = parts.netloc.lower().removesuffix(":443" if parts.scheme == "https" else ":80")
    kept = parts.query if len(query) == parts.query.count("&") + 1 else urlencode(query)
    return urlunsplit((parts.scheme, host, parts.path or "/", kept, ""))


def _tracks(key: str) -> bool:
    return key.lower().startswith("utm_") or key.lower() in tables().tracking


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

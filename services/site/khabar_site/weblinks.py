"""Addresses that were pushed: which of them a page may carry, and in what form."""

import re
from urllib.parse import urlsplit

from khabar_site.words import calm

_REST = r"[^\s\x00-\x20\x7f-\x9f]+"
_WEB = re.compile(rf"https?://{_REST}", re.IGNORECASE)
_MAIL = re.compile(rf"mailto:{_REST}", re.IGNORECASE)
# A path, a query or a fragment: no colon before the first of "/?#", so no scheme, and no "//", so no other host.
_HERE = re.compile(r"(?!//)[^\s\x00-\x20\x7f-\x9f:\\/?#]*(?:[/?#][^\s\x00-\x20\x7f-\x9f\\]*)?")


def weblink(url: str | None) -> str | None:
    """An address that a link may lead to, without unruly characters: http or https, nothing that runs."""
    quiet = calm(url or "")
    return quiet if _WEB.fullmatch(quiet) else None


def securelink(url: str | None) -> str | None:
    """The same for a picture, which the pages' policy shows over https only."""
    quiet = weblink(url)
    return quiet if quiet and quiet.startswith("https://") else None


def marklink(url: str) -> str | None:
    """An address that a link inside a text may lead to: the web, mail, or a place on this site."""
    quiet = calm(url).strip()
    fits = _WEB.fullmatch(quiet) or _MAIL.fullmatch(quiet) or _HERE.fullmatch(quiet)
    return quiet if quiet and fits else None


def host(url: str | None) -> str:
    """The host that a link leads to, as a reader knows it; empty where the address names none."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""

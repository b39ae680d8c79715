"""What programs look for at fixed addresses: robots.txt, security.txt, the icon, the description of the search."""

from datetime import datetime, timedelta

from starlette.exceptions import HTTPException

from khabar_site import surrogates
from khabar_site.ask import Ask, View
from khabar_site.look import Look
from khabar_site.page import Elsewhere, Page
from khabar_site.store import Reader

_PLAIN = "text/plain; charset=utf-8"
_KEYS = frozenset({surrogates.SITE})
_HIDDEN = ("/api/", "/draft/", "/search", "/a/*/versions")
_GOOD_FOR = timedelta(days=180)


def robots(_reader: Reader, look: Look, _ask: Ask) -> Page:
    """What crawlers may read (RFC 9309), and where the maps are."""
    hidden = [f"Disallow: {path}" for path in _HIDDEN]
    named = [f"Sitemap: {look.base}{path}" for path in ("/sitemap.xml", "/sitemap-news.xml")]
    return Page("\n".join(["User-agent: *", *hidden, "", *named, ""]), _PLAIN, keys=_KEYS)


def security(_reader: Reader, look: Look, ask: Ask) -> Page:
    """Whom to tell about a weakness of the site (RFC 9116); half a year from the month's beginning it is out of date.

    Raises:
        HTTPException: 404, the newsroom gives no address to write to.
    """
    email = look.config.site.about.email
    if not email:
        raise HTTPException(404)
    month = ask.now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{email}",
        f"Expires: {(month + _GOOD_FOR).isoformat()}",
        f"Preferred-Languages: {', '.join(dict.fromkeys((look.config.newsroom.language, 'en')))}",
        f"Canonical: {look.base}/.well-known/security.txt",
        "",
    ]
    return Page("\n".join(lines), _PLAIN, keys=_KEYS, until=_next(month))


def opensearch(_reader: Reader, look: Look, _ask: Ask) -> Page:
    """How browsers search the site (OpenSearch 1.1)."""
    return Page(look.render("opensearch.xml"), "application/opensearchdescription+xml; charset=utf-8", keys=_KEYS)


def icon(_reader: Reader, look: Look, _ask: Ask) -> Elsewhere:
    """The icon at the address where browsers look for it unasked."""
    names = look.assets.names
    return Elsewhere(f"/static/{names.get('favicon.ico', names['icon.svg'])}")


def key(_reader: Reader, look: Look, ask: Ask) -> Page:
    """The file by which search engines know that the site itself told them its news (IndexNow).

    Raises:
        HTTPException: 404, this is not the newsroom's key.
    """
    wanted = look.config.site.indexnow_key
    if not wanted or ask.params["key"] != wanted:
        raise HTTPException(404)
    return Page(wanted, _PLAIN, keys=_KEYS)


def _next(month: datetime) -> datetime:
    return (month + timedelta(days=32)).replace(day=1)


VIEWS: list[tuple[str, View]] = [
    ("/robots.txt", robots),
    ("/.well-known/security.txt", security),
    ("/opensearch.xml", opensearch),
    ("/favicon.ico", icon),
    ("/{key}.txt", key),
]
"""Which of them lies where."""

"""Telling search engines which articles changed (https://www.indexnow.org/documentation)."""

from urllib.parse import urlsplit

import httpx

from khabar_site.addresses import quoted
from khabar_site.followers.calls import post
from khabar_site.followers.following import follow
from khabar_site.site import Site
from khabar_site.store import maps
from khabar_site.store.followers import Since

_URLS = 10_000  # the most that one call may name


async def indexnow(site: Site) -> None:
    """Tell search engines of articles that came, changed or went, if the newsroom has a key."""
    settings, base = site.look.config.site, site.look.base
    if not settings.indexnow_key:
        return
    told = {
        "host": urlsplit(base).netloc,
        "key": settings.indexnow_key,
        "keyLocation": f"{base}/{settings.indexnow_key}.txt",
    }

    async def tell(using: httpx.AsyncClient, since: Since) -> None:
        sids = [key.removeprefix("article:") for key in since.keys if key.startswith("article:")]
        paths = await site.read(lambda reader: maps.found(reader, sids))
        urls = [base + quoted(path) for path in paths]
        for first in range(0, len(urls), _URLS):
            content = {**told, "urlList": urls[first : first + _URLS]}
            await post(using, "indexnow", settings.indexnow_url, json=content)

    await follow(site, "indexnow", tell)

"""Telling a content network what to forget: the surrogate keys that changed, and the addresses that show them."""

from functools import partial

import httpx

from khabar_site import surrogates
from khabar_site.followers import paths
from khabar_site.followers.calls import post
from khabar_site.followers.following import follow
from khabar_site.site import Site
from khabar_site.store import maps
from khabar_site.store.followers import Since

_KEYS = 100
_REST_SECONDS = 0.2


async def purge(site: Site) -> None:
    """Tell the content network, if the newsroom has one; its token is a secret of the machine."""
    url, token = site.look.config.site.purge_url, site.settings.purge_secret
    if not url:
        return
    bearer = {"authorization": f"Bearer {token}"} if token else {}

    async def tell(using: httpx.AsyncClient, since: Since) -> None:
        keys = [surrogates.SITE] if surrogates.SITE in since.keys else sorted(since.keys)
        for first in range(0, len(keys), _KEYS):
            some = keys[first : first + _KEYS]
            sids = [key.removeprefix("article:") for key in some if key.startswith("article:")]
            canonical = await site.read(partial(maps.paths, sids=sids))
            written = [surrogates.written(key) for key in some]
            content = {"keys": written, "paths": paths.of(some, canonical)}
            await post(using, "purge", url, json=content, headers={**bearer, "surrogate-key": " ".join(written)})

    await follow(site, "purge", tell, rest_seconds=_REST_SECONDS)

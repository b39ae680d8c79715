"""Telling the WebSub hub (https://www.w3.org/TR/websub/) which feeds changed, so that it brings them to their readers.

W3C leaves to hubs how they are told; the form sent is that of PubSubHubbub, which hubs in use take.
"""

import asyncio
from collections.abc import Sequence
from itertools import islice

import httpx

from khabar_site import surrogates
from khabar_site.addresses import quoted
from khabar_site.followers import paths
from khabar_site.followers.calls import post
from khabar_site.followers.following import follow
from khabar_site.site import Site
from khabar_site.store.followers import Since

_AT_ONCE = 8
_BATCH = 200


async def hub(site: Site) -> None:
    """Tell the hub of every feed that changed, if the newsroom has one."""
    address = site.look.config.site.hub
    if address:
        sections = [surrogates.section(section.slug) for section in site.look.sections]
        await follow(site, "hub", _Hub(address, site.look.base, sections))


class _Hub:
    """Tells a hub; it remembers what was told of changes that are not yet told as a whole."""

    def __init__(self, address: str, base: str, sections: Sequence[str]) -> None:
        self._address, self._base, self._sections = address, base, sections
        self._told: dict[str, int] = {}

    async def __call__(self, using: httpx.AsyncClient, since: Since) -> None:
        """Tell the feeds that changed, a batch at a time."""
        feeds = {feed: seq for key, seq in self._lists(since).items() for feed in paths.feeds(key)}
        due = iter([(feed, seq) for feed, seq in feeds.items() if self._told.get(feed, 0) < seq])
        done = 0
        while batch := list(islice(due, _AT_ONCE)):
            outcomes = await asyncio.gather(*(self._tell(using, *feed) for feed in batch), return_exceptions=True)
            for outcome in outcomes:
                if isinstance(outcome, BaseException):
                    raise outcome
            done += len(batch)
            if done % _BATCH == 0:
                await asyncio.sleep(1)
        self._told.clear()

    def _lists(self, since: Since) -> dict[str, int]:
        """The lists that changed; after a change of everything the site and its sections."""
        if surrogates.SITE not in since.keys:
            return since.keys
        return dict.fromkeys((surrogates.LATEST, *self._sections), since.keys[surrogates.SITE]) | since.keys

    async def _tell(self, using: httpx.AsyncClient, feed: str, seq: int) -> None:
        form = {"hub.mode": "publish", "hub.url": self._base + quoted(feed)}
        await post(using, "hub", self._address, data=form)
        self._told[feed] = seq

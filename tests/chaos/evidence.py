"""What a newsroom holds, gathered for the auditor: its streams, its queues and its site."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from html import unescape
from http import HTTPStatus
from typing import Any

import httpx
from redis.asyncio import Redis

from khabar import Event, Wire
from khabar.keys import Keys
from khabar.models import Revision
from khabar.reading import after
from tests.chaos.auditor import Acknowledged, Facts, Queue, Shown, Told
from tests.chaos.newsroom import Newsroom

GROUPS = {"enrich": "articles", "publish-site": "enriched"}
_STREAMS = ("articles", "enriched", "published", "dead")
_ALL = 1_000_000
_CALLS_AT_ONCE = 8
_LOC = re.compile(r"<loc>(.*?)</loc>")


async def gather(newsroom: Newsroom, submitted: Iterable[str], acknowledged: Iterable[Acknowledged]) -> Facts:
    """Collect everything that the auditor looks at."""
    wire = Wire(newsroom.blobs)
    rows = {name: await after(newsroom.redis, newsroom.keys.stream(name), "0-0", _ALL) for name in _STREAMS}
    told = {name: tuple(_told(wire.decode(fields)) for _, fields in found) for name, found in rows.items()}
    async with httpx.AsyncClient(base_url=newsroom.url("site"), timeout=10) as site:
        return Facts(
            submitted=frozenset(submitted),
            acknowledged=tuple(acknowledged),
            told=told,
            shown=await _shown(site, sorted({event.article for event in told["articles"]})),
            listed=tuple(await _listed(site)),
            queues=await queues(newsroom.redis, newsroom.keys),
        )


async def queues(redis: Redis, keys: Keys) -> dict[str, Queue]:
    """What waits before each group, all seen at one moment: an entry on its way is in exactly one place."""
    async with redis.pipeline(transaction=True) as pipe:
        for group, stream in GROUPS.items():
            pipe.xinfo_groups(keys.stream(stream))
            pipe.zcard(keys.delayed(group))
            pipe.xlen(keys.again(group))
        answers = await pipe.execute()
    parts = zip(GROUPS, answers[::3], answers[1::3], answers[2::3], strict=True)
    return {group: _queue(group, groups, delayed, retried) for group, groups, delayed, retried in parts}


def _queue(group: str, groups: Sequence[dict[str, Any]], delayed: int, retried: int) -> Queue:
    row = next(row for row in groups if row["name"] == group.encode())
    return Queue(row["pending"], row["lag"], delayed, retried)


def _told(event: Event) -> Told:
    revision = event.data if isinstance(event.data, Revision) else None
    return Told(
        event.id,
        event.name,
        event.subject,
        event.revision,
        guid=(revision.source.guid or "") if revision else "",
        headline=revision.headline if revision else "",
        content_sha=revision.content_sha if revision else "",
    )


async def _shown(site: httpx.AsyncClient, articles: Sequence[str]) -> dict[str, Shown]:
    gate = asyncio.Semaphore(_CALLS_AT_ONCE)

    async def ask(article: str) -> tuple[str, Shown] | None:
        async with gate:
            answer = await site.get(f"/api/articles/{article}")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        held = answer.raise_for_status().json()
        return article, Shown(held["revision"], held["content_sha256"], held["url"])

    return dict(filter(None, await asyncio.gather(*map(ask, articles))))


async def _listed(site: httpx.AsyncClient) -> list[str]:
    months = _LOC.findall((await site.get("/sitemap.xml")).raise_for_status().text)
    pages = [(await site.get(month)).raise_for_status().text for month in months]
    return [unescape(url) for page in pages for url in _LOC.findall(page)]

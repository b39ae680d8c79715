"""What is to be sent once more: the newest state of every article that is meant."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from khabar.archive import START, Archive, Row, rank
from khabar.errors import Retryable
from khabar.events import REMOVALS
from khabar.keys import Keys
from khabar.reading import Rows
from khabar.replay import Told, from_archive
from khabar.resend.words import Status, Word, Words
from khabar.wire import Wire

KILL = "article.killed"
_STATES = frozenset({"article.enriched", *REMOVALS})


@dataclass(frozen=True, slots=True)
class Found:
    """An article that is meant, the target's last word on it, and the entry that tells its newest state.

    Without an ``entry`` nobody can tell it any more: it was trimmed, and is in no archive here.
    """

    article: str
    word: Word | None
    entry: str = ""
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Tapes:
    """All that a newsroom told: its archive, and its streams beyond it."""

    redis: Redis
    keys: Keys
    archive: Archive
    wire: Wire

    def rows(self, stream: str, after: str = START) -> AsyncIterator[Row]:
        """The entries of a stream behind an id, oldest first."""
        return from_archive(self.redis, self.keys, self.archive, stream, after)

    async def entry(self, stream: str, id_: str) -> dict[bytes, bytes]:
        """The fields of one entry.

        Raises:
            Retryable: it was trimmed meanwhile, and is not archived here.
        """
        rows = cast("Rows", await self.redis.xrange(self.keys.stream(stream), id_, id_))
        fields = rows[0][1] if rows else await asyncio.to_thread(self.archive.at, stream, id_)
        if fields is None:
            msg = f"entry {id_} of {stream} is neither on the server nor in the archive {self.archive.root}"
            raise Retryable(msg)
        return fields


async def find(
    tapes: Tapes, target: str, *, after: str = START, statuses: Collection[Status] = (), articles: Collection[str] = ()
) -> list[Found]:
    """The articles that are meant, in the order of their newest state.

    Args:
        tapes: where all that was told is kept.
        target: whose words count.
        after: the id behind which a target's words count.
        statuses: what its last word on an article is; without any, all that it ever told something of.
        articles: only these; without ``statuses`` also those that it never told anything of.
    """
    words = Words(target)
    async for row in tapes.rows("published", after):
        words.read((row,), tapes.wire)
    last = words.last
    told = {article for article, word in last.items() if not statuses or word.status in statuses}
    named = set(articles) or told
    meant = named & told if statuses else named
    states = await _newest(tapes, meant) if meant else {}
    found = [Found(article, last.get(article), *states.get(article, ("", None))) for article in sorted(meant)]
    return sorted(found, key=lambda each: rank(each.entry or START))


async def _newest(tapes: Tapes, articles: Collection[str]) -> dict[str, tuple[str, Told | None]]:
    """Where the newest state of each article stands on ``enriched``: a kill, else the last of its highest revision."""
    found: dict[str, tuple[str, Told | None]] = {}
    async for row in tapes.rows("enriched"):
        if row[1].get(b"subject", b"").decode("utf-8", "replace") not in articles:
            continue
        told = Told.of(row)
        known = found.get(told.article, ("", None))[1]
        if told.name in _STATES and (known is None or _weight(told) >= _weight(known)):
            found[told.article] = (row[0], told)
    return found


def _weight(told: Told) -> tuple[bool, int]:
    return told.name == KILL, told.revision

"""Everything that was ever told: the archive first, then what the streams hold beyond it, each entry once."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from redis.asyncio import Redis

from khabar import models
from khabar.archive import START, Archive, Row
from khabar.audit.digest import text_sha
from khabar.audit.facts import Link, Told
from khabar.errors import Undecodable
from khabar.events import Event
from khabar.keys import Keys
from khabar.linked import LINKED
from khabar.reading import after
from khabar.receipts import CHAINED, digest
from khabar.wire import Wire

STREAMS = ("articles", "enriched", "published", "dead", "ops")
_CHUNK = 1_000
_PUBLISH = "publish-"
_OURS = "enrich"


@dataclass(frozen=True, slots=True)
class Tape:
    """All that was told in a newsroom; without an ``archive``, its folder, only what the streams still hold."""

    redis: Redis
    keys: Keys
    wire: Wire
    archive: Path | None = None

    async def told(self, stream: str, after_id: str = START) -> tuple[Told, ...]:
        """The events of a stream after an entry; entries that are not ours are passed over."""
        found = [told(self.wire, row) async for row in self._rows(stream, after_id)]
        return tuple(event for event in found if event)

    async def _rows(self, stream: str, last: str) -> AsyncIterator[Row]:
        archived = Archive(self.archive).entries(stream, after=last) if self.archive else iter(())
        while part := await asyncio.to_thread(_take, archived):
            for row in part:
                yield row
            last = part[-1][0]
        while rows := await after(self.redis, self.keys.stream(stream), last, _CHUNK):
            for row in rows:
                yield row
            last = rows[-1][0]


def told(wire: Wire, row: Row) -> Told | None:
    """An entry as the auditor sees it; None for one that is not ours."""
    try:
        event = wire.decode(row[1])
    except Undecodable:
        return None
    if isinstance(event.data, models.DeadLetter):
        return _letter(event, event.data)
    return _plain(event)


def _plain(event: Event) -> Told:
    data = event.data
    revision = data if isinstance(data, models.Revision) else None
    guid = revision.source.guid if revision else None
    return Told(
        event.id,
        event.name,
        event.subject,
        event.revision,
        guid=f"{revision.source.id} {guid}" if revision and guid else "",
        headline=revision.headline if revision else "",
        content_sha=revision.content_sha if revision else "",
        text_sha=text_sha(revision) if revision else "",
        target=data.target if isinstance(data, models.Receipt | models.DeliveryProblem) else "",
        outcome=data.outcome if isinstance(data, models.Receipt) else "",
        replayed=event.replayed,
        bare=isinstance(data, models.Receipt) and bool(data.bare),
        link=_link(event),
    )


def _link(event: Event) -> Link | None:
    """A receipt's place in its chain; None for what is no receipt, or was written before there were chains."""
    said = event.data
    if not isinstance(said, models.Receipt) or event.name not in CHAINED or not said.receipt_sha256:
        return None
    return Link(said.receipt_sha256, said.previous or "", digest(event.name, said) == said.receipt_sha256)


def _letter(event: Event, letter: models.DeadLetter) -> Told | None:
    """A dead letter, with the target whose delivery it ends.

    One of a stage that is none of ours ends no way, and neither does one of what is told beside articles.
    """
    died = letter.fields.get("type", "").removeprefix("khabar.").rpartition(".")[0]
    if died in LINKED or (letter.stage != _OURS and not letter.stage.startswith(_PUBLISH)):
        return None
    target = letter.stage.removeprefix(_PUBLISH) if letter.stage != _OURS else ""
    article, revision = event.subject, event.revision
    if letter.kind == "crash" and not revision:  # nobody dared to decode it; its fields still name the article
        article, number = letter.fields.get("subject", article), letter.fields.get("revision", "")
        revision = int(number) if number.isdecimal() else revision
    return Told(event.id, event.name, article, revision, target=target, replayed=event.replayed)


def _take(archived: Iterator[Row]) -> Sequence[Row]:
    return list(islice(archived, _CHUNK))

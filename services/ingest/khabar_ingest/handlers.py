"""The way of every item, from whatever source: keep the bytes, understand them, admit what is in them."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog
from redis.exceptions import RedisError

from khabar import events, metrics
from khabar.blobs import BlobStore
from khabar.config import Config, SourceSettings
from khabar.errors import Rejected, Retryable
from khabar.models import Report
from khabar_ingest.admission import Admission
from khabar_ingest.decision import Decision
from khabar_ingest.document import Document
from khabar_ingest.draft import BUG, Draft, Fault, Parsed
from khabar_ingest.identity import identity
from khabar_ingest.item import Item, Result, admitted, refused
from khabar_ingest.parsers import parse
from khabar_ingest.rules import Beginnings, Pages, Treatment, fill, teasers, treat

_log = structlog.get_logger()
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes items in. One of them is shared by all sources and the API.

    Without ``pages`` no page is fetched for the full text of a teaser.
    """

    admission: Admission
    blobs: BlobStore
    config: Config
    pages: Pages | None = None

    async def take(self, item: Item, source: SourceSettings) -> list[Result]:
        """Take one item and say what became of each article in it; an article that is refused fails no other.

        Raises:
            Retryable: the server or the disk did not take it; sending it again is safe.
        """
        began = perf_counter()
        blob = await self._keep(item.content)
        found = await asyncio.to_thread(understand, item, self.zone(source))
        if _is_open(found, source):
            await self._on_disk(self.blobs.publish, blob)
        results = await self._admit(found, item, source, blob)
        await self._report(results, source, blob)
        _count(results, source)
        _log.info(
            "item.taken",
            source=source.id,
            blob=blob,
            outcomes=dict(Counter(result.outcome for result in results)),
            took_ms=round((perf_counter() - began) * 1000, 1),
        )
        return results

    def zone(self, source: SourceSettings) -> ZoneInfo:
        """The zone that a source's times without an offset are read in."""
        return ZoneInfo(source.timezone) if source.timezone else self.config.newsroom.zone

    async def tell(
        self,
        name: str,
        source: str,
        message: str,
        *,
        article: str = "",
        once: str = "",
        **figures: str | float | bool | None,
    ) -> None:
        """Tell the operators something about a source, or an article of it; ``once`` makes the event's id its own.

        Raises:
            Retryable: the server cannot be reached.
        """
        report = Report(about=source, message=message, figures=figures)
        event = events.make(name, report, source=f"khabar/ingest/{source}", subject=article or source, target=once)
        fields = self.admission.ledger.wire.encode(event)
        try:
            await self.admission.ledger.client.xadd(self.admission.ledger.keys.stream("ops"), fields)  # type: ignore[arg-type] # dict is invariant
        except RedisError as error:
            msg = f"the server did not take a report on source {source} ({error})"
            raise Retryable(msg, retry_after=2) from error

    async def _keep(self, content: bytes) -> str:
        """Keep the bytes before anything is made of them; sealed, for they may be under embargo."""
        return await self._on_disk(partial(self.blobs.put, sealed=True), content)

    async def _on_disk(self, write: Callable[[_Given], _Made], given: _Given) -> _Made:
        try:
            return await asyncio.to_thread(write, given)
        except (OSError, KeyError) as error:  # KeyError: what was just kept is gone again
            cause = error.strerror if isinstance(error, OSError) else f"{error} is gone"
            msg = f"the blob folder {self.blobs.root} cannot be written ({cause}); free space or mend its rights"
            raise Retryable(msg, retry_after=30) from error

    async def _admit(self, found: list[Parsed], item: Item, source: SourceSettings, blob: str) -> list[Result]:
        beginnings = Beginnings(self.admission.ledger.client, self.admission.ledger.keys)
        is_first = await beginnings.is_first(source)
        said = [draft for draft in found if isinstance(draft, Draft)]
        treatments = await asyncio.to_thread(partial(treat, said, source, is_first=is_first))
        drafts, treatments = await self._whole(said, treatments, item, source)
        decisions = await self.admission.admit(drafts, source, blob, treatments)
        if is_first and drafts:
            await beginnings.begin(source)
        ends = iter(zip(decisions, treatments, strict=True))
        return [refused(each) if isinstance(each, Fault) else _ended(each, *next(ends), source) for each in found]

    async def _whole(
        self, drafts: list[Draft], treatments: list[Treatment], item: Item, source: SourceSettings
    ) -> tuple[list[Draft], list[Treatment]]:
        """Fetch the pages of teasers that are news."""
        asked = teasers(drafts, source, item.url) if self.pages else []
        wanted = await self.admission.wanting(drafts, [i for i in asked if not treatments[i].is_out], source)
        if self.pages is None or not wanted:
            return drafts, treatments
        keep = partial(self._on_disk, partial(self.blobs.put, sealed=source.publish != "auto"))
        chosen = {index: drafts[index] for index in wanted}
        pages = await self.pages.fetch(chosen, item.url, self.zone(source), keep)
        return await asyncio.to_thread(fill, drafts, treatments, pages)

    async def _report(self, results: list[Result], source: SourceSettings, blob: str) -> None:
        for index, result in enumerate(results):
            reason, item, once = result.reason or "", result.item or str(index), f"{blob}:{index}"
            if result.outcome == "dropped":
                article = result.article_id or ""
                await self.tell("item.dropped", source.id, reason, article=article, once=once, blob=blob, item=item)
            if result.rejected:
                await self.tell("item.rejected", source.id, reason, once=once, blob=blob, item=item, path=result.path)


def _ended(draft: Draft, decision: Decision, treatment: Treatment, source: SourceSettings) -> Result:
    """What became of a draft; one without its page says so."""
    result = admitted(decision, identity(draft, policy=source.identity), again=treatment.again)
    return replace(result, reason=result.reason or treatment.note or None)


def understand(item: Item, zone: ZoneInfo) -> list[Parsed]:
    """Parse an item; one that cannot be understood at all is one fault."""
    try:
        found = parse(Document(item.content, item.url, item.declared, zone))
    except Rejected as error:
        return [Fault(item.url or "document", str(error))]
    except Exception:  # noqa: BLE001 - a bug must not block the source; it is logged, and the bytes are kept
        _log.exception("item.bug", item=item.url)
        return [Fault(item.url or "document", BUG)]
    return [_dated(each, item.published) for each in found]


def _dated(found: Parsed, published: datetime | None) -> Parsed:
    """An article without a date of its own came out when its source says so."""
    if published is None or isinstance(found, Fault) or found.published_at:
        return found
    return found.model_copy(update={"published_at": published, "date_source": "source"})


def _is_open(found: list[Parsed], source: SourceSettings) -> bool:
    """Whether all of a document may be seen: nothing in it speaks of an embargo, and nothing in it was unreadable."""
    return source.publish == "auto" and all(
        isinstance(each, Draft) and each.embargo is None and each.status == "usable" for each in found
    )


def _count(results: list[Result], source: SourceSettings) -> None:
    for result in results:
        metrics.ADMITTED.labels(source.id, result.outcome).inc()
        if result.rejected:
            metrics.REJECTED.labels(source.id).inc()

"""One page for each text: who has it, who gets it when it becomes free, and what is told of that."""

from dataclasses import dataclass, replace
from typing import Final

import structlog

from khabar.blobs import BlobStore
from khabar.events import REPLAY, Event, make
from khabar.models import CopiesChange, EnrichedRevision, Enrichment, Revision
from khabar_enrich.copies import Copies, Signature
from khabar_enrich.copies.group import Group
from khabar_enrich.linking.duplicates import Standings, usable
from khabar_enrich.linking.store import Store

SOURCE: Final = "khabar/enrich"
_REPLAY: Final = "links"
_ALIKE: Final = 16
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Moved:
    """What a coming or going changed: of whom is to be told, and who has a page again.

    ``alike`` are the articles that share most of the text of what came.
    """

    standings: Standings
    told: frozenset[str] = frozenset()
    promoted: frozenset[str] = frozenset()
    alike: tuple[str, ...] = ()


@dataclass(slots=True)
class Pages:
    """The copies of a newsroom and their pages."""

    copies: Copies
    store: Store
    blobs: BlobStore

    async def place(self, revision: Revision, found: Enrichment) -> Moved:
        """Find out whose page shows a revision, and whom its coming moves."""
        before = await self.copies.group_of(revision.id) if revision.revision > 1 else None
        placed = await self.copies.add_and_find(Signature.of(revision, found.facts))
        once = f"revision {revision.revision}" if revision.revision > 1 else ""
        moved = await self._settled(revision.id, once, [before], [placed.left, placed.group])
        return replace(moved, alike=placed.alike[:_ALIKE])

    async def remove(self, article_id: str, revision: int) -> Moved:
        """Take an article out of sight, and find out who gets its page."""
        group = await self.copies.remove(article_id, revision)
        return await self._settled(article_id, f"removal {revision}", [], [group])

    async def events(self, moved: Moved, cause: Event) -> list[Event]:
        """Return what is to be told; an article that gets a page is told anew as a whole, as a replay would."""
        found = []
        for id_ in sorted(moved.told):
            found.append(_told("copies.changed", moved.standings.change(id_), moved, cause))
            if id_ in moved.promoted and (whole := await self._again(id_, moved)):
                again = _told("article.enriched", whole, moved, cause)
                found.append(replace(again, extra={REPLAY: _REPLAY} | dict(again.extra)))
        return found

    async def keep(self, whole: EnrichedRevision) -> None:
        """Keep a copy's revision for when it gets the page; what has a page needs none kept."""
        if whole.enrichment.duplicate_of:
            await self.store.keep(whole.id, self.blobs.put(whole.to_json()))
        elif whole.revision > 1:
            await self.store.drop(whole.id)

    async def _settled(
        self, article_id: str, once: str, before: list[Group | None], after: list[Group | None]
    ) -> Moved:
        """Write who moves; what the same cause moved before it could be told is told again."""
        again = await self.store.affected(article_id, once) if once else set[str]()
        after += [await self.copies.group_of(id_) for id_ in again]
        revisions = {article_id: 1} | usable(*before, *after)
        version, pages, groups = await self.store.stand(list(revisions))
        standings = Standings(version, groups, revisions)
        moves = standings.moved(pages)
        led = {group.shown.article_id for group in before if group and group.shown}
        told = moves | standings.shown() | again | led
        if told:
            await self.store.move(article_id, once, told, {id_: standings.page(id_) for id_ in moves}, version)
        promoted = {id_ for id_ in moves | again if standings.page(id_) == id_}
        return Moved(standings, frozenset(told - {article_id}), frozenset(promoted - {article_id}))

    async def _again(self, article_id: str, moved: Moved) -> EnrichedRevision | None:
        blob = await self.store.kept(article_id)
        try:
            whole = EnrichedRevision.model_validate_json(self.blobs.get(blob)) if blob else None
        except (KeyError, OSError) as error:
            advice = "khabar replay --stage enrich reads it anew"
            _log.error("copies.unkept", article=article_id, reason=str(error), next_step=advice)
            return None
        return standing(whole, moved.standings) if whole else None


def _told(name: str, data: CopiesChange | EnrichedRevision, moved: Moved, cause: Event) -> Event:
    once, number = str(moved.standings.version), data.revision
    return make(name, data, source=SOURCE, subject=data.id, revision=number, target=once, cause=cause)


def standing(whole: EnrichedRevision, standings: Standings) -> EnrichedRevision:
    """Return a revision as it stands among its copies."""
    change = standings.change(whole.id)
    told = {
        "duplicate_of": change.duplicate_of,
        "also_reported_by": change.also_reported_by,
        "copies": change.copies,
        "linked_version": standings.version,
    }
    return whole.model_copy(update={"enrichment": whole.enrichment.model_copy(update=told)})

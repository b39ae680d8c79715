"""What a coming article means for the links of older ones, and what is told when links change. Pure."""

from collections.abc import Sequence

from khabar.events import Event, make
from khabar.models import LinkLocks, RelatedChange, RelatedLink
from khabar_enrich.linking.choosing import Candidate
from khabar_enrich.linking.pages import SOURCE
from khabar_enrich.linking.record import Record
from khabar_enrich.linking.store import Around


def older(article_id: str, around: Around, pool: Sequence[Candidate]) -> list[tuple[str, Candidate, int]]:
    """Return the older articles among whose links this one belongs; a copy is linked to nowhere."""
    if around.own.page != article_id:
        return []
    found = []
    for each in pool:
        place, record = around.places[each.article_id], around.records.get(each.article_id)
        if record is None or place.gone or place.page != each.article_id or article_id in ids(record.links):
            continue
        if each.score > record.weakest and not place.alike(around.own):
            found.append((each.article_id, Candidate(article_id, each.score, each.reasons), record.told_at))
    return found


def restoried(around: Around, drawn: Sequence[str]) -> list[tuple[str, None, int]]:
    """Return the articles that came into a story and whose links are to be chosen anew for that."""
    known = ((id_, around.records.get(id_)) for id_ in drawn)
    return [(id_, None, record.told_at) for id_, record in known if record and not around.places[id_].gone]


def decided(locks: LinkLocks | None, told: Record | None) -> list[str]:
    """Return the articles that may be linked to because editors want it so."""
    return [*locks.pinned, *ids(told.links if told else ())] if locks else []


def change(article_id: str, told: Record, links: Sequence[RelatedLink], version: int, cause: Event) -> Event:
    """Return the event of an article's links as they are, with what is different to those last told."""
    before, after = ids(told.links), ids(links)
    data = RelatedChange(
        id=article_id,
        revision=told.revision,
        version=version,
        related=tuple(links),
        added=tuple(link for link in links if link.article_id not in before),
        removed=tuple(id_ for id_ in before if id_ not in after),
    )
    once, revision = str(version), told.revision
    return make("related.changed", data, source=SOURCE, subject=article_id, revision=revision, target=once, cause=cause)


def ids(links: Sequence[RelatedLink]) -> list[str]:
    """Return the articles that are linked to."""
    return [link.article_id for link in links]

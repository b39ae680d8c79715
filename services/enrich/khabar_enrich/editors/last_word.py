"""Editors' decisions laid over what the steps found in one article. Pure, and doing it twice is doing it once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from khabar.models import Enrichment, Entity, Mention, Tag, TagLocks, TagRef
from khabar_enrich.editors.accepted import recognise
from khabar_enrich.editors.rulings import Rulings
from khabar_enrich.page import Page

EDITOR: Final = "editor"
_UNNAMED: Final = 0.5
"""The salience of a tag that an editor put on an article which does not name it."""

_Named = TypeVar("_Named", Tag, Entity)


@dataclass(frozen=True, slots=True)
class LastWord:
    """Rulings about all tags, and the locks of one article; no text is altered, and no mention lost."""

    rulings: Rulings
    locks: TagLocks | None = None

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Return the findings with merged, renamed, blocked, accepted and locked tags as editors want them."""
        if not self.rulings.by_id and self.locks is None:
            return found
        found = recognise(page, found, self.rulings)
        entities = tuple(self._ruled(found.entities))
        tags = self._locked(list(self._ruled(found.tags)), entities)
        ranked = tuple(sorted(tags, key=lambda tag: -tag.salience))
        return found.model_copy(update={"tags": ranked, "entities": entities})

    def _ruled(self, found: Iterable[_Named]) -> Iterable[_Named]:
        """Under the tag that each leads to, those that are one together, without the blocked ones."""
        kept: dict[str, _Named] = {}
        for number, one in enumerate(found):
            if one.id is None:
                kept[f" {number}"] = one
            elif not self.rulings.blocked(one.id):
                led = self._led(one, one.id)
                kept[str(led.id)] = _joined(kept[str(led.id)], led) if led.id in kept else led
        return kept.values()

    def _led(self, one: _Named, id_: str) -> _Named:
        final = self.rulings.final(id_)
        if final not in self.rulings.by_id and final == id_:
            return one
        ref = self.rulings.shown(final, TagRef(id=id_, type=one.type, name=one.name))
        return one.model_copy(update={"id": ref.id, "type": ref.type, "name": ref.name})

    def _locked(self, tags: list[Tag], entities: Iterable[Entity]) -> list[Tag]:
        if self.locks is None:
            return tags
        off = {self.rulings.final(id_) for id_ in self.locks.removed}
        kept = {tag.id: tag for tag in tags if tag.id not in off}
        named = {entity.id: entity for entity in entities if entity.id}
        for ref in self.locks.added:
            final = self.rulings.final(ref.id)
            if final not in off and not self.rulings.blocked(final):
                kept[final] = self._by_hand(self.rulings.shown(final, ref), kept.get(final) or named.get(final))
        return list(kept.values())

    def _by_hand(self, ref: TagRef, found: Tag | Entity | None) -> Tag:
        at = self.locks.at if self.locks else None
        return Tag(
            id=ref.id,
            type=ref.type,
            name=ref.name,
            salience=found.salience if found else _UNNAMED,
            by=EDITOR,
            version=at.isoformat(timespec="seconds") if at else None,
            mentions=found.mentions if found else (),
        )


def _joined(one: _Named, other: _Named) -> _Named:
    """What was found under two ids that are one tag."""
    update = {
        "salience": max(one.salience, other.salience),
        "confidence": max(one.confidence, other.confidence),
        "suggested": one.suggested and other.suggested,
        "mentions": _both(one.mentions, other.mentions),
    }
    if isinstance(one, Entity) and isinstance(other, Entity):
        update["within"] = _both(one.within, other.within)
        update["references"] = _both(one.references, other.references)
    return one.model_copy(update=update)


def _both(one: tuple[Mention, ...], other: tuple[Mention, ...]) -> tuple[Mention, ...]:
    return (*one, *(mention for mention in other if mention not in one))

"""What an article is about: the most salient of the entities that the alias table knows, and its topics."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from khabar.config import Config
from khabar.models import Enrichment, Entity, Mention, Tag
from khabar_enrich.names.entities import HALF
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Aliases, Claim, Name, Table

_MOST: Final = 15
_ENOUGH_FOR_TOPIC: Final = 2.0  # common nouns: one passing mention in the body does not make a topic
_ORDER: Final = {"person": 0, "organisation": 1, "event": 2, "place": 3, "topic": 4}  # who and what before where
_TOPIC: Final = "topic"


@dataclass(frozen=True, slots=True)
class Tags:
    """Tags by rule: the fifteen most salient, each with all its mentions, proclitics included as written."""

    topics: Aliases
    names: Mapping[str, Name]
    name: ClassVar[str] = "tags"
    version: ClassVar[str] = "2"
    order: ClassVar[int] = 20

    @classmethod
    def load(cls, config: Config) -> Self:
        """Index the topics of the shipped table and the desk's own.

        Raises:
            ConfigError: the desk's table is wrong.
        """
        names = Table.load(config.tags).names
        return cls(Aliases.of(name for name in names if name.type == _TOPIC), {name.id: name for name in names})

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the tags, most salient first."""
        tags = [*self._entities(found), *self._topics(page, found)]
        ranked = sorted(tags, key=lambda tag: (-tag.salience, _ORDER[tag.type]))  # stable: then as the text has them
        return found.model_copy(update={"tags": tuple(ranked[:_MOST])})

    def _entities(self, found: Enrichment) -> Iterator[Tag]:
        for entity in found.entities:
            if entity.id in self.names and not entity.suggested and self._own(entity, found):
                yield _tag(entity)

    def _own(self, entity: Entity, found: Enrichment) -> bool:
        """A part that is called after its whole (``ريف حلب``) stands under the tag of the whole, where mentions lie.

        So does what is named only within the name of something of another kind.
        """
        parent = self.names[entity.id].parent if entity.id else None
        whole = next((other for other in found.entities if parent and other.id == parent), None)
        called_after = whole is not None and all(
            any(_covers(mention, inner) for inner in whole.within) for mention in entity.mentions
        )
        places_within = entity.type == "place" and bool(entity.within)
        return not called_after and (bool(entity.mentions) or (places_within and entity.salience > 0))

    def _topics(self, page: Page, found: Enrichment) -> Iterator[Tag]:
        named = _named(page, found)
        hits: dict[str, list[tuple[Zone, Mention, Claim]]] = defaultdict(list)
        for zone in page.zones:
            for mention, claim in _longest(zone, self.topics, named[zone.name]):
                if not claim.ambiguous or claim.name.needs & page.word_forms:
                    hits[claim.name.id].append((zone, mention, claim))
        for of_one in hits.values():
            weight = sum(zone.weight for zone, _, _ in of_one)
            if weight >= _ENOUGH_FOR_TOPIC:
                yield self._topic(of_one[0][2].name, weight, tuple(mention for _, mention, _ in of_one))

    def _topic(self, name: Name, weight: float, mentions: tuple[Mention, ...]) -> Tag:
        salience = round(weight / (weight + HALF), 3)
        return Tag(
            id=name.id, type=name.type, name=name.display, salience=salience, version=self.version, mentions=mentions
        )


def _tag(entity: Entity) -> Tag:
    return Tag(
        id=str(entity.id),
        type=entity.type,
        name=entity.name,
        salience=entity.salience,
        confidence=entity.confidence,
        by=entity.by,
        version=entity.version,
        mentions=entity.mentions or entity.within,
    )


def _named(page: Page, found: Enrichment) -> dict[str, bytearray]:
    """The letters of every zone that belong to names which a table knows: they tell no topic."""
    letters = {zone.name: bytearray(len(zone.text)) for zone in page.zones}
    for entity in found.entities:
        for mention in entity.mentions if entity.id else ():
            letters[mention.zone][mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return letters


def _longest(zone: Zone, topics: Aliases, taken: bytearray) -> Iterator[tuple[Mention, Claim]]:
    matches = sorted(topics.find(zone.text, zone.words), key=lambda match: (-match.length, match.start))
    kept = []
    for match in matches:
        if not any(taken[match.start : match.end]):
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
            kept.append(match)
    for match in sorted(kept):
        text = zone.text[match.start : match.end]
        claim = min(match.claims, key=lambda claim: claim.ambiguous)
        yield Mention(zone=zone.name, start=match.start, end=match.end, text=text), claim


def _covers(mention: Mention, inner: Mention) -> bool:
    return mention.zone == inner.zone and mention.start <= inner.start and inner.end <= mention.end

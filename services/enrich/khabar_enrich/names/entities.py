"""Entities: the names of an article put together by what they stand for, weighed by where and how often they stand."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from khabar.arabic import bare, fold
from khabar.models import Entity, Mention
from khabar_enrich.names.choosing import Chosen
from khabar_enrich.names.tagger import Span
from khabar_enrich.names.vocabulary import Vocabulary
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Name

HALF: Final = 5.0  # the weight of a single mention in the headline makes a salience of one half
_REFERENCE: Final = 0.5
_VERSION: Final = "1"


@dataclass
class _Group:
    """The spans of one entity and the weights of their zones."""

    key: str
    first: Span
    name: str
    weight: float = 0.0
    mentions: list[Span] = field(default_factory=list)
    within: list[Span] = field(default_factory=list)


def entities(
    page: Page, chosen: Sequence[Chosen], names: Mapping[str, Name], references: Mapping[str, list[Mention]]
) -> tuple[Entity, ...]:
    """Return the entities of a page, most salient first, of equals the one named earlier.

    Args:
        page: the page.
        chosen: its names.
        names: the rows of the table by id.
        references: words that stand for an entity without naming it, by the entity's key.
    """
    zones = {zone.name: zone for zone in page.zones}
    groups: dict[str, _Group] = {}
    for one in chosen:
        group = _group(groups, one.full or one.span, zones, names)
        group.weight += zones[one.span.zone].weight
        group.mentions.append(one.span)
        for inner in one.within:
            group = _group(groups, inner, zones, names)
            group.weight += zones[inner.zone].weight * (one.span.type == inner.type)
            group.within.append(inner)
    weights = {zone.name: zone.weight for zone in page.zones}
    made = [_entity(group, zones, weights, references.get(group.key, [])) for group in groups.values()]
    return tuple(sorted(made, key=lambda entity: -entity.salience))


def key(span: Span, zone: Zone) -> str:
    """What two spans of one entity have in common: the id, else type and spelling."""
    return span.id or f"{span.type} {fold(plain_text(span, zone))}"


def plain_text(span: Span, zone: Zone) -> str:
    """The text of a span without proclitics, where what the grammar knows allows to tell them."""
    at = bisect_left(zone.words, span.start, key=attrgetter("start"))
    word = zone.words[at] if at < len(zone.words) else None
    text = zone.text[span.start : span.end]
    vocabulary = Vocabulary.load()
    if word is None or word.start != span.start or word.folded in vocabulary.heads or word.folded in vocabulary.units:
        return text
    forms = bare(word.folded, article=False)
    form = next((form for form in forms if form in vocabulary.heads or form in vocabulary.units), None)
    if form is None or not word.folded.endswith(form):
        return text
    return text[word.at(len(word.folded) - len(form)) - span.start :]


def _group(groups: dict[str, _Group], span: Span, zones: Mapping[str, Zone], names: Mapping[str, Name]) -> _Group:
    zone = zones[span.zone]
    name = names[span.id].display if span.id is not None and span.id in names else plain_text(span, zone)
    known = key(span, zone)
    return groups.setdefault(known, _Group(known, span, name))


def _entity(
    group: _Group, zones: Mapping[str, Zone], weights: Mapping[str, float], references: list[Mention]
) -> Entity:
    weight = group.weight + _REFERENCE * sum(weights[mention.zone] for mention in references)
    spans = group.mentions or group.within
    best = max(spans, key=lambda span: span.confidence)
    return Entity(
        id=group.first.id,
        type=group.first.type,
        name=group.name,
        salience=round(weight / (weight + HALF), 3),
        confidence=round(best.confidence, 3),
        by=best.by,
        version=_VERSION,
        suggested=all(span.suggested for span in spans),
        mentions=tuple(_mention(span, zones) for span in group.mentions),
        within=tuple(_mention(span, zones) for span in group.within),
        references=tuple(references),
    )


def _mention(span: Span, zones: Mapping[str, Zone]) -> Mention:
    text = zones[span.zone].text[span.start : span.end]
    return Mention(zone=span.zone, start=span.start, end=span.end, text=text)

"""The names that editors accepted from review, found in an article. Pure."""

from collections import defaultdict
from collections.abc import Iterator

from khabar.models import Enrichment, Entity, Mention, Tag
from khabar_enrich.editors.rulings import Rulings
from khabar_enrich.names.entities import HALF
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Aliases


def recognise(page: Page, found: Enrichment, rulings: Rulings) -> Enrichment:
    """Add the accepted names that an article holds, in place of what had no id there."""
    if rulings.accepted is None:
        return found
    linked = [entity for entity in found.entities if entity.id]
    hits = _hits(page, linked, rulings.accepted)
    covered = {(mention.zone, mention.start, mention.end) for told in hits.values() for _, mention in told}
    rest = [one for one in found.entities if one.id or not any(_lies(mention, covered) for mention in one.mentions)]
    tags = [_tag(id_, told, rulings) for id_, told in hits.items()]
    entities = [*rest, *(Entity.model_validate(tag.model_dump()) for tag in tags)]
    ranked = tuple(sorted(entities, key=lambda entity: -entity.salience))
    return found.model_copy(update={"tags": (*found.tags, *tags), "entities": ranked})


def _hits(page: Page, linked: list[Entity], accepted: Aliases) -> dict[str, list[tuple[float, Mention]]]:
    hits: dict[str, list[tuple[float, Mention]]] = defaultdict(list)
    for zone in page.zones:
        taken = bytearray(len(zone.text))
        for mention in (mention for entity in linked for mention in entity.mentions if mention.zone == zone.name):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        for id_, mention in _in_zone(zone, taken, accepted):
            hits[id_].append((zone.weight, mention))
    return hits


def _in_zone(zone: Zone, taken: bytearray, accepted: Aliases) -> Iterator[tuple[str, Mention]]:
    matches = accepted.find(zone.text, zone.words)
    for match in sorted(matches, key=lambda match: (-match.length, match.start)):
        if not any(taken[match.start : match.end]):
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
            text = zone.text[match.start : match.end]
            mention = Mention(zone=zone.name, start=match.start, end=match.end, text=text)
            yield match.claims[0].name.id, mention


def _tag(id_: str, told: list[tuple[float, Mention]], rulings: Rulings) -> Tag:
    ruling, weight = rulings.by_id[id_], sum(weight for weight, _ in told)
    return Tag(
        id=id_,
        type=ruling.type,
        name=ruling.name or id_,
        salience=round(weight / (weight + HALF), 3),
        version=str(ruling.revision),
        mentions=tuple(mention for _, mention in told),
    )


def _lies(mention: Mention, covered: set[tuple[str, int, int]]) -> bool:
    return any(mention.zone == zone and mention.start < end and start < mention.end for zone, start, end in covered)

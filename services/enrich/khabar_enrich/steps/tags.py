"""What an article is about: names from the alias table, weighed by where and how often they are mentioned."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple, Self

from khabar.config import Config
from khabar.models import Enrichment, Mention, Tag
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Aliases, Match, Name, Table

_MOST: Final = 15
_HALF: Final = 5.0  # the weight of a single mention in the headline makes a salience of one half
_ENOUGH_FOR_TOPIC: Final = 2.0  # common nouns: one passing mention in the body does not make a topic
_ORDER: Final = {"person": 0, "organisation": 1, "event": 2, "place": 3, "topic": 4}  # who and what before where
_SURE, _BORNE_OUT = 1.0, 0.8


class _Hit(NamedTuple):
    zone: Zone
    match: Match
    name: Name
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class Tags:
    """Tags by rule: the fifteen most salient, each with all its mentions, proclitics included as written."""

    aliases: Aliases
    name: ClassVar[str] = "tags"
    version: ClassVar[str] = "1"
    order: ClassVar[int] = 20

    @classmethod
    def load(cls, config: Config) -> Self:
        """Index the shipped table and the desk's own.

        Raises:
            ConfigError: the desk's table is wrong.
        """
        return cls(Aliases.of(Table.load(config.tags)))

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the tags, most salient first."""
        hits = defaultdict(list)
        for hit in self._hits(page):
            hits[hit.name.id].append(hit)
        tags = (_tag(of_one) for of_one in hits.values() if _counts(of_one))
        ranked = sorted(tags, key=lambda tag: (-tag.salience, _ORDER[tag.type]))  # stable: then as the text has them
        return found.model_copy(update={"tags": tuple(ranked[:_MOST])})

    def _hits(self, page: Page) -> Iterator[_Hit]:
        matches = [(zone, match) for zone in page.zones for match in self.aliases.find(zone.text, zone.words)]
        plain = {claim.name.id for _, match in matches for claim in match.claims if not claim.ambiguous}
        hits = [hit for zone, match in matches for hit in _meant(page, zone, match, plain)]
        yield from _longest(hits)


def _meant(page: Page, zone: Zone, match: Match, plain: set[str]) -> Iterator[_Hit]:
    """Yield the one name that a match stands for: a plain one, else an ambiguous one that the article bears out."""
    for claim in sorted(match.claims, key=lambda claim: claim.ambiguous):
        if not claim.ambiguous or claim.name.id in plain or claim.name.needs & page.word_forms:
            yield _Hit(zone, match, claim.name, claim.ambiguous)
            return


def _longest(hits: list[_Hit]) -> list[_Hit]:
    taken: dict[str, bytearray] = {}
    kept = []
    for number, hit in sorted(enumerate(hits), key=lambda pair: (-pair[1].match.length, pair[0])):
        letters = taken.setdefault(hit.zone.name, bytearray(len(hit.zone.text)))
        start, end = hit.match.start, hit.match.end
        if not any(letters[start:end]):
            letters[start:end] = b"\1" * (end - start)
            kept.append(number)
    return [hits[number] for number in sorted(kept)]


def _counts(hits: list[_Hit]) -> bool:
    return hits[0].name.type != "topic" or sum(hit.zone.weight for hit in hits) >= _ENOUGH_FOR_TOPIC


def _tag(hits: list[_Hit]) -> Tag:
    weight = sum(hit.zone.weight for hit in hits)
    return Tag(
        id=hits[0].name.id,
        type=hits[0].name.type,
        name=hits[0].name.display,
        salience=round(weight / (weight + _HALF), 3),
        confidence=_BORNE_OUT if all(hit.ambiguous for hit in hits) else _SURE,
        mentions=tuple(_mention(hit) for hit in hits),
    )


def _mention(hit: _Hit) -> Mention:
    start, end = hit.match.start, hit.match.end
    return Mention(zone=hit.zone.name, start=start, end=end, text=hit.zone.text[start:end])

"""Words that stand for a body or place named before without naming it: ``التنظيم`` after ``تنظيم داعش``.

They count for its salience and never make a tag. Who ``المصدر`` is, attribution tells.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from khabar.arabic import bare, fold
from khabar.models import Mention
from khabar_enrich.names.choosing import Chosen
from khabar_enrich.names.entities import key
from khabar_enrich.names.tagger import Span
from khabar_enrich.names.vocabulary import Vocabulary
from khabar_enrich.page import Page, Zone
from khabar_enrich.remembered import Remembered
from khabar_enrich.tags import Name

_ARTICLE: Final = "ال"
_SHORT: Final = 24  # letters enough to hold the first word of any name


class _Noun(NamedTuple):
    start: int
    end: int
    word: str


def references(page: Page, chosen: Sequence[Chosen], names: Mapping[str, Name]) -> dict[str, list[Mention]]:
    """Return the references of a page by the key of their entity, each to the last entity before it that fits."""
    found: dict[str, list[Mention]] = defaultdict(list)
    last: dict[str, str] = {}
    by_zone: dict[str, list[Span]] = defaultdict(list)
    for one in chosen:
        by_zone[one.span.zone].append(one.span)
    for zone in page.zones:
        spans, passed, end = by_zone[zone.name], 0, 0
        for noun in _nouns(zone):
            while passed < len(spans) and spans[passed].start <= noun.start:
                last |= dict.fromkeys(_kinds(spans[passed], zone, names), key(spans[passed], zone))
                end = spans[passed].end
                passed += 1
            if noun.word in last and noun.start >= end:
                text = zone.text[noun.start : noun.end]
                found[last[noun.word]].append(Mention(zone=zone.name, start=noun.start, end=noun.end, text=text))
    return found


def _nouns(zone: Zone) -> Iterator[_Noun]:
    """The definite nouns of a zone that tell a kind of body or place."""
    for start, end, _, folded in [zone.words[index] for index in zone.where(_NOUNS)]:
        if noun := _NOUNS[folded]:
            yield _Noun(start, end, noun)


def _noun(word: str) -> str | None:
    for form in (word, *bare(word, article=False)) if len(word) <= _SHORT else ():
        if form.startswith(_ARTICLE) and _kind(form[len(_ARTICLE) :]):
            return form[len(_ARTICLE) :]
    return None


def _kind(word: str) -> bool:
    vocabulary = Vocabulary.load()
    return word in vocabulary.heads or word in vocabulary.words["reference"]


def _kinds(span: Span, zone: Zone, names: Mapping[str, Name]) -> tuple[str, ...]:
    """The nouns that an entity goes by: what its spellings begin with, the definite ones too (``النظام السوري``)."""
    if span.type not in {"organisation", "place"}:
        return ()
    spelt = names[span.id].plain if span.id is not None and span.id in names else ()
    return _beginnings((*spelt, zone.text[span.start : span.end][:_SHORT]))


@lru_cache(8192)
def _beginnings(spelt: tuple[str, ...]) -> tuple[str, ...]:
    first = (words[0] for words in (fold(text).split(maxsplit=1) for text in spelt) if words)
    kinds = (form for word in first for form in (word, word.removeprefix(_ARTICLE), *bare(word, article=False)))
    return tuple(kind for kind in dict.fromkeys(kinds) if _kind(kind))


_NOUNS: Final = Remembered(_noun)

"""Surnames that stand alone, of people whom the article names in full: ``سامح الشاذلي``, then ``وأضاف الشاذلي``."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from khabar.arabic import Word, fold
from khabar_enrich.names.choosing import Chosen
from khabar_enrich.names.entities import key
from khabar_enrich.names.reading import ARTICLE
from khabar_enrich.names.tagger import Span
from khabar_enrich.names.vocabulary import Vocabulary
from khabar_enrich.page import Page, Zone

_PROCLITICS: Final = ("", "و", "ف", "ب", "ل", "ول")
_FOR_THE: Final = "لل"
_WORDS: Final = 2  # of a full name at least
_SHORTEST: Final = 4
_DEFINITE: Final = 5
_PERSON: Final = "person"
_ORDINARY: Final = ("nisba", "side", "official", "built", "common", "reference", "tail")
_NEVER: Final = ("stop", "title", "role")


def with_surnames(page: Page, chosen: Sequence[Chosen]) -> list[Chosen]:
    """Return the names of a page and the surnames that stand for one of them, as sure as the full name is.

    Args:
        page: the page.
        chosen: its names in reading order, none overlapping another.
    """
    zones = {zone.name: zone for zone in page.zones}
    people = _people(chosen, zones)
    spelt = {form: (surname, full) for surname, full in people.items() for form in _forms(surname)}
    if not spelt:
        return list(chosen)
    by_zone: dict[str, list[Chosen]] = {zone.name: [] for zone in page.zones}
    for one in chosen:
        by_zone[one.span.zone].append(one)
    return [one for zone in page.zones for one in _with(zone, by_zone[zone.name], spelt)]


def _with(zone: Zone, chosen: Sequence[Chosen], spelt: Mapping[str, tuple[str, Span]]) -> list[Chosen]:
    """The names of one zone; what a model suggests where a surname stands alone gives way to it."""
    if spelt.keys().isdisjoint(zone.forms):
        return list(chosen)
    found = {one.span.start: one for one in chosen}
    starts = list(found)
    for index in [index for index, form in enumerate(zone.forms) if form in spelt]:
        word = zone.words[index]
        surname, full = spelt[word.folded]
        if not (_telling(surname) or _spoken(zone, index)):
            continue
        before = bisect_left(starts, word.end) - 1
        other = chosen[before] if before >= 0 and chosen[before].span.end > word.start else None
        if other is None or _gives_way(other.span, word):
            found.pop(other.span.start if other else -1, None)
            found[word.start] = Chosen(full._replace(zone=zone.name, start=word.start, end=word.end), (), full)
    return sorted(found.values(), key=lambda one: one.span.start)


def _gives_way(span: Span, word: Word) -> bool:
    return span.suggested and span.type == _PERSON and word.start <= span.start and span.end <= word.end


def _people(chosen: Sequence[Chosen], zones: Mapping[str, Zone]) -> dict[str, Span]:
    """The full name that every surname belongs to; one that two people share tells neither."""
    found: dict[str, dict[str, Span]] = {}
    for span in [one.span for one in chosen if one.span.type == _PERSON]:
        if (surname := _surname(span, zones[span.zone])) is not None:
            found.setdefault(surname, {}).setdefault(key(span, zones[span.zone]), span)
    return {surname: next(iter(people.values())) for surname, people in found.items() if len(people) == 1}


def _surname(span: Span, zone: Zone) -> str | None:
    """The last of several names, if it is a word of its own."""
    listed, words = Vocabulary.load().words, fold(zone.text[span.start : span.end]).split()
    if len(words) < _WORDS or words[-2] in listed["particle"] or any(words[-1] in listed[kind] for kind in _NEVER):
        return None
    return words[-1] if len(words[-1]) >= _SHORTEST else None


def _telling(surname: str) -> bool:
    """Tell whether a surname is neither an ordinary word nor a given name, so that it stands for whom it names."""
    vocabulary = Vocabulary.load()
    if any(surname in vocabulary.words[kind] for kind in _ORDINARY):
        return False
    if surname.startswith(ARTICLE):
        return len(surname) >= _DEFINITE
    return surname not in vocabulary.first and vocabulary.head(surname) is None


def _spoken(zone: Zone, index: int) -> bool:
    """Tell whether a verb of saying stands before a word: ``وأضاف كنعان``."""
    return index > 0 and zone.gaps[index] == " " and Vocabulary.load().is_("says", zone.forms[index - 1])


def _forms(surname: str) -> Iterator[str]:
    yield from (proclitic + surname for proclitic in _PROCLITICS)
    if surname.startswith(ARTICLE):
        yield _FOR_THE + surname.removeprefix(ARTICLE)

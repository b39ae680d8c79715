"""Media without the word that tells their kind: ``وقال لـ«النهار»``, ``علمت «المدى»``, ``بغداد/ المدى/``."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final, NamedTuple, Self

from khabar.arabic import fold
from khabar_enrich.names.home import opening
from khabar_enrich.names.vocabulary import Vocabulary
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Name, Table, countries

_QUOTED: Final = re.compile(r"[«“\"„]([^«»“”\"„\n]{2,40})[»”\"]")
_DATELINE: Final = re.compile(
    r"[^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){0,2} ?[/:–—-] ?[(«]?(\w+(?: \w+){0,2})[)»]? ?(?:[/:–—-]|$)"
)
_TO: Final = frozenset({"ل", "ول"})
_THAT: Final = frozenset({"ان", "بان", "وان"})
_AGENCY: Final = fold("وكالة ")
_NEWS: Final = fold("الأنباء ")
_AND: Final = "و"
_FAR: Final = 8
_MOST: Final = 3  # words of a medium that no table knows

_Index = Mapping[str, Mapping["str | None", Name]]


class Medium(NamedTuple):
    """A name in quotation marks or a dateline, and the media of the table that it may be, by their country's id."""

    zone: Zone
    start: int
    end: int
    known: Mapping[str | None, Name]


class Media:
    """An index of newspapers, stations and sites by their names without the word that tells their kind."""

    def __init__(self, known: _Index, agencies: _Index, newsroom: str, vocabulary: Vocabulary) -> None:
        self._known = known
        self._agencies = agencies
        self._newsroom = newsroom
        self._words = vocabulary.words
        self._is = vocabulary.is_

    @classmethod
    def of(cls, table: Table, newsroom: str) -> Self:
        """Index the media of a table; the newsroom itself is none."""
        vocabulary = Vocabulary.load()
        known: dict[str, dict[str | None, Name]] = {}
        agencies: dict[str, dict[str | None, Name]] = {}
        for name in table.names:
            for alias in map(fold, name.plain) if name.type == "organisation" else ():
                for short in _short(alias, vocabulary.words["medium"]):
                    known.setdefault(short, {}).setdefault(_country(name), name)
                if alias.startswith(_AGENCY):
                    agencies.setdefault(alias.removeprefix(_AGENCY).removeprefix(_NEWS), {})[_country(name)] = name
        return cls(known, agencies, fold(newsroom), vocabulary)

    def found(self, page: Page) -> Iterator[Medium]:
        """Yield the media that a page names in its dateline and in quotation marks."""
        yield from self._dateline(page)
        for zone in page.zones:
            after = None  # the word behind the last one, which و may be
            for quoted in _QUOTED.finditer(zone.text):
                index = bisect_left(zone.words, quoted.start(), key=attrgetter("start"))
                known = self._known.get(" ".join(fold(quoted[1]).split()), {})
                joined = bool(known) and index - 1 == after and zone.forms[index - 1] == _AND
                if joined or (index and self._meant(zone.forms, index, quoted[1], known=bool(known))):
                    after = index + len(quoted[1].split())
                    yield Medium(zone, *quoted.span(1), known)

    def _dateline(self, page: Page) -> Iterator[Medium]:
        zone = opening(page)
        line = _DATELINE.match(zone.text) if zone else None
        known = self._known.get(fold(line[1]), self._agencies.get(fold(line[1]), {})) if line else {}
        if zone and line and known:
            yield Medium(zone, *line.span(1), known)

    def _meant(self, forms: Sequence[str], index: int, name: str, *, known: bool) -> bool:
        """Tell whether the words before a quotation say that a medium was told something, or tells it."""
        to = forms[index - 1] in _TO
        if known:
            return to or self._is("heard", forms[index - 1]) or self._is("medium", forms[index - 1])
        words = fold(name).split()
        plain = len(words) <= _MOST and self._words["stop"].isdisjoint(words) and words != self._newsroom.split()
        return to and plain and self._spoken(forms, index - 1)

    def _spoken(self, forms: Sequence[str], index: int) -> bool:
        for word in reversed(forms[max(index - _FAR, 0) : index]):
            if self._is("spoke", word):
                return True
            if word in _THAT:
                return False
        return False


def _short(alias: str, kinds: Collection[str]) -> Iterator[str]:
    """What a medium is called without its kind and the adjective of its country."""
    kind, _, rest = alias.partition(" ")
    short, _, last = rest.rpartition(" ")
    if kind in kinds and rest:
        yield short if short and last in countries() else rest


def _country(name: Name) -> str | None:
    told = (countries().get(fold(alias).rpartition(" ")[2]) for alias in name.plain)
    return name.parent or next(filter(None, told), None)

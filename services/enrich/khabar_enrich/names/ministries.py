"""Ministries by their short names: ``«الزراعة»: …`` and ``الصحة تسجل …`` in a headline, ``وزارتي الصحة والزراعة``."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, Self

from khabar_enrich.names.reading import ARTICLE
from khabar_enrich.names.vocabulary import Vocabulary
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Aliases, Match, Name, bare_bodies

_MINISTRY: Final = "وزارة "
_AND: Final = "و"
_PROCLITICS: Final = ("", "و", "ف", "ب", "ل", "ول", "وب")
_HEADLINE: Final = "headline"
_OPENS: Final = frozenset('«“"„')
_CLOSES: Final = '»”"'
_BREAKS: Final = frozenset(".:|؛…!؟،–—")


class Short(NamedTuple):
    """A ministry where it is named without that word, and what it is called with it."""

    zone: Zone
    start: int
    end: int
    whole: str


class Ministries:
    """An index of the ministries that every state has by what they are for."""

    def __init__(self, names: Aliases, vocabulary: Vocabulary) -> None:
        self._names = names
        self._acts = vocabulary.words["acts"]
        self._told = _with_proclitics(vocabulary.words["told"])
        self._several = _with_proclitics(vocabulary.words["ministries"])
        self._before = self._told | self._several

    @classmethod
    def load(cls) -> Self:
        """Index what the tables call a ministry."""
        whole = dict.fromkeys(spelling for _, spelling in bare_bodies() if spelling.startswith(_MINISTRY))
        short = ((spelling, spelling.removeprefix(_MINISTRY)) for spelling in whole)
        rows = (Name(spelling, "organisation", spelling, (rest,), (), frozenset()) for spelling, rest in short)
        return cls(Aliases.of(rows), Vocabulary.load())

    def found(self, page: Page) -> Iterator[Short]:
        """Yield the ministries that a page names in short."""
        for zone in page.zones:
            if zone.name != _HEADLINE and self._before.isdisjoint(zone.forms):
                continue
            joined = -1
            for index, match in self._matches(zone):
                start = self._listed(zone, index, match, joined)
                if start is not None:
                    joined = index + match.length
                elif self._alone(zone, index, match):
                    start = match.start
                if start is not None:
                    yield Short(zone, start, match.end, match.claims[0].name.id)

    def _matches(self, zone: Zone) -> Iterator[tuple[int, Match]]:
        for index in self._names.starts(zone.words):
            if matches := self._names.at(zone.text, zone.words, index):
                yield index, matches[-1]

    def _listed(self, zone: Zone, index: int, match: Match, joined: int) -> int | None:
        """Where the name begins of one of several ministries told together."""
        if index == joined:
            return match.start if zone.forms[index].startswith(_AND) and zone.gaps[index].strip("، ") == "" else None
        before = index and zone.gaps[index] == " " and zone.forms[index - 1] in self._several
        return zone.words[index - 1].start if before else None

    def _alone(self, zone: Zone, index: int, match: Match) -> bool:
        if not zone.forms[index].startswith(ARTICLE):
            return False
        after = index + match.length
        follows = zone.forms[after] if after < len(zone.forms) and zone.gaps[after] == " " else ""
        if zone.name == _HEADLINE and self._heads(zone, index, match, follows):
            return True
        told = index and zone.gaps[index] == " " and zone.forms[index - 1] in self._told
        return bool(told) and not follows.startswith(ARTICLE)

    def _heads(self, zone: Zone, index: int, match: Match, follows: str) -> bool:
        """Tell whether a headline says or does something in the name of a ministry."""
        rest = zone.text[match.end : match.end + 2]
        quoted = rest[:1] in _CLOSES and zone.text[max(match.start - 1, 0)] in _OPENS
        first = not index or not _BREAKS.isdisjoint(zone.gaps[index])
        return bool(rest) and (quoted or (first and (rest.lstrip().startswith(":") or follows in self._acts)))


def _with_proclitics(words: Iterable[str]) -> frozenset[str]:
    return frozenset(proclitic + word for proclitic in _PROCLITICS for word in words)

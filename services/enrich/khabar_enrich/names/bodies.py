"""The bodies that every state has, named without saying whose: ``وزارة الداخلية`` in an article about one country.

Short names of ministries and media are read by the same country.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Self

from khabar_enrich.names.home import homes
from khabar_enrich.names.known import SURE, Known, span_of
from khabar_enrich.names.media import Media, Medium
from khabar_enrich.names.ministries import Ministries, Short
from khabar_enrich.names.tagger import Span
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Aliases, Match, Name, Table, bare_bodies, national

_UNSAID: Final = 0.7
_ARTICLE: Final = "ال"
_BODY: Final = "organisation"


class Bodies:
    """Proposes the body of the country that an article is at home in, nothing where that is not plain."""

    def __init__(self, bare: Aliases, known: Aliases, names: Mapping[str, Name], media: Media) -> None:
        self._bare = bare
        self._known = known
        self._names = names
        self._media = media
        self._ministries = Ministries.load()
        self._of = lru_cache(4096)(self._found)

    @classmethod
    def of(cls, table: Table, newsroom: str = "") -> Self:
        """Index the bodies by what they are called at home.

        Args:
            table: the alias table.
            newsroom: what the newsroom is called; to speak to it is not news about it.
        """
        rows = (Name(kind, _BODY, kind, (spelling,), (), frozenset()) for kind, spelling in bare_bodies())
        names = {name.id: name for name in table.names}
        return cls(Aliases.of(rows), Known.of(table).aliases, names, Media.of(table, newsroom))

    def spans(self, page: Page, proposed: Sequence[Span]) -> list[Span]:
        """Return the bodies named on a page without their country.

        Args:
            page: the page.
            proposed: all other names proposed for it, by which its country is told.
        """
        found = [(zone, match) for zone in page.zones for match in self._bare.find(zone.text, zone.words)]
        short, media = [*self._ministries.found(page)], [*self._media.found(page)]
        at = homes(page, proposed, self._names) if found or short or media else frozenset()
        country = next(iter(at)) if len(at) == 1 else None
        spans = [span for zone, match in found for span in self._named(zone, match, country)]
        return [*spans, *(self._ministry(one, country) for one in short), *(_medium(one, at) for one in media)]

    def _named(self, zone: Zone, match: Match, country: str | None) -> Iterator[Span]:
        if country is None or _goes_on(zone, match):
            return
        for claim in match.claims:
            if (name := self._of(claim.name.plain[0], country)) is not None:
                yield span_of(zone.name, match.start, match.end, name, _UNSAID)
                return

    def _ministry(self, short: Short, country: str | None) -> Span:
        name = self._of(short.whole, country) if country is not None else None
        if name is None:
            return _unknown(short)
        return span_of(short.zone.name, short.start, short.end, name, _UNSAID)

    def _found(self, spelling: str, country: str) -> Name | None:
        """The body of a country, by what it is called with the country's adjective."""
        for whole in national(spelling, country):
            for claim in self._known.exactly(whole):
                if claim.name.type == _BODY and not claim.ambiguous:
                    return claim.name
        return None


def _medium(medium: Medium, at: Collection[str]) -> Span:
    """Of several media of one name the only one at home is meant."""
    here = [name for country, name in medium.known.items() if country in at or len(medium.known) == 1]
    if len(here) != 1:
        return _unknown(medium)
    return span_of(medium.zone.name, medium.start, medium.end, here[0], SURE)


def _unknown(one: Short | Medium) -> Span:
    return Span(one.zone.name, one.start, one.end, _BODY, "rule", _UNSAID, None, suggested=False)


def _goes_on(zone: Zone, match: Match) -> bool:
    """Tell whether an adjective may follow that says whose the body is: ``وزارة الصحة العالمية``."""
    after = zone.text[match.end : match.end + len(_ARTICLE) + 1]
    return after[:1] == " " and after[1:] == _ARTICLE

"""The bodies that every state has, named without saying whose: ``وزارة الداخلية`` in an article about one country."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Self

from khabar_enrich.names.home import home
from khabar_enrich.names.known import Known, span_of
from khabar_enrich.names.tagger import Span
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Aliases, Match, Name, Table, bare_bodies, national

_UNSAID: Final = 0.7
_ARTICLE: Final = "ال"
_BODY: Final = "organisation"


class Bodies:
    """Proposes the body of the country that an article is at home in, nothing where that is not plain."""

    def __init__(self, bare: Aliases, known: Aliases, names: Mapping[str, Name]) -> None:
        self._bare = bare
        self._known = known
        self._names = names
        self._of = lru_cache(4096)(self._found)

    @classmethod
    def of(cls, table: Table) -> Self:
        """Index the bodies by what they are called at home."""
        rows = (Name(kind, _BODY, kind, (spelling,), (), frozenset()) for kind, spelling in bare_bodies())
        return cls(Aliases.of(rows), Known.of(table).aliases, {name.id: name for name in table.names})

    def spans(self, page: Page, proposed: Sequence[Span]) -> list[Span]:
        """Return the bodies named on a page without their country.

        Args:
            page: the page.
            proposed: all other names proposed for it, by which its country is told.
        """
        found = [(zone, match) for zone in page.zones for match in self._bare.find(zone.text, zone.words)]
        country = home(page, proposed, self._names) if found else None
        return [] if country is None else [span for zone, match in found for span in self._named(zone, match, country)]

    def _named(self, zone: Zone, match: Match, country: str) -> Iterator[Span]:
        if _goes_on(zone, match):
            return
        for claim in match.claims:
            if (name := self._of(claim.name.id, claim.name.plain[0], country)) is not None:
                yield span_of(zone.name, match.start, match.end, name, _UNSAID)
                return

    def _found(self, _kind: str, spelling: str, country: str) -> Name | None:
        """The body of a country, by what it is called with the country's adjective."""
        for whole in national(spelling, country):
            for claim in self._known.exactly(whole):
                if claim.name.type == _BODY and not claim.ambiguous:
                    return claim.name
        return None


def _goes_on(zone: Zone, match: Match) -> bool:
    """Tell whether an adjective may follow that says whose the body is: ``وزارة الصحة العالمية``."""
    after = zone.text[match.end : match.end + len(_ARTICLE) + 1]
    return after[:1] == " " and after[1:] == _ARTICLE

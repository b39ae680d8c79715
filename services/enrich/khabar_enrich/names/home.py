"""The countries that an article is at home in; where it is one, that one's ministry is meant by ``وزارة الصحة``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from khabar_enrich.names.tagger import Span
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Name

_CARRIERS: Final = frozenset({"place", "organisation"})
_DATELINE: Final = re.compile(r"[^\S\n]{0,2}(?:[-–—:/]|\([^()\n]{1,40}\)[^\S\n]{0,2}[-–—:])")
_COUNTRY: Final = "iso:"
_HEADLINE: Final = "headline"
_FAR: Final = 6  # parents of a place, the country among them


def homes(page: Page, proposed: Sequence[Span], names: Mapping[str, Name]) -> frozenset[str]:
    """Return the id of the country of the dateline, else of all countries that an article has to do with.

    Args:
        page: the page.
        proposed: all names proposed for it.
        names: the rows of the alias table by id.
    """
    known = [span for span in proposed if span.type in _CARRIERS and span.id is not None and not span.suggested]
    if (country := _dateline(page, known, names)) is not None:
        return frozenset({country})
    return frozenset(country for span in known if (country := _country(span, names)))


def opening(page: Page) -> Zone | None:
    """Return the zone with which the text begins, where a dateline stands."""
    return next((zone for zone in page.zones if zone.name != _HEADLINE), None)


def _dateline(page: Page, known: Sequence[Span], names: Mapping[str, Name]) -> str | None:
    """The country of a name with which the text begins if a dash, colon or agency follows: ``الكويت – (كونا):``."""
    first = opening(page)
    if first is None or not first.words:
        return None
    begin = first.words[0].start
    for span in known:
        if span.zone == first.name and span.start == begin and _DATELINE.match(first.text, span.end):
            return _country(span, names)
    return None


def _country(span: Span, names: Mapping[str, Name]) -> str | None:
    return next((name.id for name in _up(span.id, names) if any(one.startswith(_COUNTRY) for one in name.same)), None)


def _up(id_: str | None, names: Mapping[str, Name]) -> Iterator[Name]:
    for _ in range(_FAR):
        name = names.get(id_) if id_ is not None else None
        if name is None:
            return
        yield name
        id_ = name.parent

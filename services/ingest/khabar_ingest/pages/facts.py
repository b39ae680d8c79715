"""What is printed around an article for its readers: dates, bylines and a section.

Nothing is taken from running text, from readers' comments, from lists of other articles, or from a page's own head.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from khabar_ingest.markup import Element, words
from khabar_ingest.pages.byline import labelled
from khabar_ingest.pages.dateline import Dateline, Kind, datelines
from khabar_ingest.pages.signs import author, section
from khabar_ingest.pages.surroundings import LONGEST_LINE, Surroundings, is_line
from khabar_ingest.stamps import stamp
from khabar_ingest.text import normalise


@dataclass(frozen=True, slots=True)
class Facts:
    """Dates, what may be bylines, and the section that are printed around an article."""

    published: datetime | None
    updated: datetime | None
    authors: list[str]
    section: str


def read_facts(near: Surroundings, zone: tzinfo) -> Facts:
    """Read what stands around an article."""
    lines, below = [*near.above(), *near.between()], near.below()
    labelled_only = (*near.over(), *below)
    dates = [found for element in lines for found in _dates(element, zone)]
    dates += [found for element in labelled_only for found in _dates(element, zone) if found.kind == "published"]
    plain = _one(dates, "plain")
    return Facts(
        published=_one(dates, "published") or (None if plain and _is_clock(near, lines, plain, zone) else plain),
        updated=_one(dates, "updated"),
        authors=_authors(lines, below),
        section=next((name for element in lines if (name := section(element))), ""),
    )


def _authors(lines: list[Element], below: list[Element]) -> list[str]:
    """What may be bylines: above the article, and under it with a label, for other articles' names stand there too."""
    above = [name for element in lines if (name := author(element))]
    return above + [name for element in below if (name := labelled(words(element)))]


def _one(dates: list[Dateline], kind: Kind) -> datetime | None:
    """The time, if all lines of a kind speak of one day; the one with an hour is the better of two."""
    found = [each.time for each in dates if each.kind == kind]
    if len({time.date() for time in found}) != 1:
        return None
    return max(found, key=lambda time: (time.hour, time.minute) != (0, 0))


def _is_clock(near: Surroundings, lines: list[Element], plain: datetime, zone: tzinfo) -> bool:
    """Whether the page prints the day also where it belongs to no article: then it may be that of the visit."""
    read = {each for line in lines for each in (line, *line.iterdescendants(), *line.iterancestors())}
    linked = _beside_links(near.body)
    for element in near.body.iter():
        alone = element not in read and element.getparent() not in linked
        if alone and is_line(element) and len(words(element)) <= LONGEST_LINE:
            found = datelines(normalise(words(element)), zone)
            if any(each.kind == "plain" and each.time.date() == plain.date() for each in found):
                return True
    return False


def _beside_links(body: Element) -> set[Element]:
    """Every element with a link in it: a date inside one is another article's, or a menu's."""
    found: set[Element] = set()
    for link in body.iter("a"):
        for element in link.iterancestors():
            if element in found:
                break
            found.add(element)
    return found - {body}


def _dates(element: Element, zone: tzinfo) -> list[Dateline]:
    """The dates of a line; what a ``time`` element says to machines comes before its words."""
    said = next((time for each in element.iter("time") if (time := stamp(each.get("datetime"), zone))), None)
    found = datelines(normalise(words(element)), zone)
    if said is None:
        return found
    return [Dateline(found[0].kind if found else _named(element), said)]


def _named(element: Element) -> Kind:
    """What a ``time`` element's own names say of it."""
    names = " ".join(
        value for each in (element, *element.iter("time")) for key in ("class", "itemprop") if (value := each.get(key))
    ).lower()
    return "updated" if "updated" in names.split() or "modif" in names else "plain"

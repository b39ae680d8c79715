"""The pages that list articles: latest, section, tag, author, and the archive's days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from starlette.exceptions import HTTPException

from khabar_site import fresh, surrogates
from khabar_site.ask import Ask
from khabar_site.following import Following, following
from khabar_site.look import Look
from khabar_site.page import FOLLOWS, Page
from khabar_site.paging import LISTED, further
from khabar_site.store import Card, Reader, authors, tagged
from khabar_site.store import lists as stored
from khabar_site.store.shown import moment
from khabar_site.store.tagged import Neighbour

_NEIGHBOURS = 8


class Step(NamedTuple):
    """A page above this one."""

    address: str
    name: str


class Day(NamedTuple):
    """A day of the archive, the pages above it, and the days with articles before it and after it."""

    date: date
    above: Sequence[Step]
    beside: tuple[Step | None, Step | None]


@dataclass(frozen=True, slots=True)
class Listing:
    """What the kinds of lists differ in; ``address`` is that of the first page, unquoted.

    Args:
        kind: what stands under the title of every page.
        count: how many articles there are, in words.
        feed: what the names of its feeds are put behind; empty without feeds.
        leads: whether the first article of the first page stands out.
        live: how its changes are told as they happen.
        lite: where the same stands as a lite page.
        neighbours: the tags that stand beside the one that is listed.
        beside: the lists that come before this one and after it.
    """

    title: str
    address: str
    keys: frozenset[str]
    kind: str = ""
    count: str = ""
    feed: str = ""
    crumbs: Sequence[Step] = ()
    with_section: bool = True
    leads: bool = False
    live: Following | None = None
    lite: str = "/lite"
    neighbours: Sequence[Neighbour] = ()
    beside: tuple[Step | None, Step | None] = (None, None)


def latest(reader: Reader, look: Look, ask: Ask) -> Page:
    """All articles, the newest first."""
    cards = stored.latest(reader, LISTED + 1, ask.cursor)
    title, live = look.voice.say("common.latest"), None if ask.before else following(look, cards[:LISTED])
    return _page(look, ask, cards, Listing(title, "/latest", frozenset({surrogates.LATEST}), feed="/", live=live))


def section(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles of a section that the newsroom names or that an article was put into."""
    slug = ask.params["slug"]
    cards = stored.of_section(reader, slug, LISTED + 1, ask.cursor)
    if not cards and not any(known.slug == slug for known in look.sections):
        raise HTTPException(404)
    title, address = look.section_name(slug, cards[0].section_name if cards else slug), f"/section/{slug}"
    listing = Listing(
        title,
        address,
        frozenset({surrogates.section(slug)}),
        feed=f"{address}/",
        with_section=False,
        leads=True,
        lite=f"/lite{address}",
    )
    return _page(look, ask, cards, listing)


def tag(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles with a tag, and the tags that often stand beside it."""
    slug = ask.params["slug"]
    named = stored.tag_name(reader, slug)
    if named is None:
        raise HTTPException(404)
    address, keys = f"/tag/{slug}", frozenset({surrogates.tag(slug)})
    listing = Listing(
        named[0],
        address,
        keys,
        kind=look.voice.say(f"tags.{named[1]}"),
        count=_counted(look, tagged.count(reader, slug)),
        feed=f"{address}/",
        neighbours=[] if ask.before else tagged.neighbours(reader, slug, _NEIGHBOURS),
    )
    return _page(look, ask, stored.of_tag(reader, slug, LISTED + 1, ask.cursor), listing)


def author(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles that somebody signed."""
    slug = ask.params["slug"]
    name = authors.name(reader, slug)
    if name is None:
        raise HTTPException(404)
    address, kind = f"/author/{slug}", look.voice.say("lists.author")
    listing = Listing(name, address, frozenset({surrogates.author(slug)}), kind=kind, feed=f"{address}/")
    return _page(look, ask, authors.articles(reader, slug, LISTED + 1, ask.cursor), listing)


def day(reader: Reader, look: Look, ask: Ask, when: Day) -> Page:
    """The articles first published on a day."""
    iso = when.date.isoformat()
    cards = stored.of_day(reader, iso, LISTED + 1, ask.cursor)
    if not cards:
        raise HTTPException(404)
    title, address = look.voice.dates.long_day(when.date), f"/archive/{when.date:%Y/%m/%d}"
    listing = Listing(
        title, address, frozenset({surrogates.day(iso), surrogates.ARCHIVE}), crumbs=when.above, beside=when.beside
    )
    return _page(look, ask, cards, listing)


def _page(look: Look, ask: Ask, cards: list[Card], listing: Listing) -> Page:
    if ask.before and not cards:
        raise HTTPException(404)
    shown = cards[:LISTED]
    text = look.render(
        "list.html",
        here=listing.address,
        lite=listing.lite,
        list=listing,
        articles=shown,
        next=further(listing.address, shown[-1].cursor if len(cards) > LISTED else ""),
        address=ask.path,
        older_than=moment(ask.cursor[0], look.zone) if ask.before else None,
        now=ask.now,
    )
    return Page(
        text,
        robots="noindex, follow" if ask.before else "",
        keys=listing.keys,
        until=fresh.until(look, ask.now, (card.first for card in shown)),
        policy=FOLLOWS if listing.live else "",
    )


def _counted(look: Look, articles: int) -> str:
    if articles <= tagged.COUNTED:
        return look.voice.phrases.counted(articles, "article")
    return look.voice.say("lists.more_than", articles=look.voice.phrases.counted(tagged.COUNTED, "article"))

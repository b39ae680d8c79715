"""The pages that list articles: home, latest, section, tag, the archive's days, corrections and search."""

from datetime import datetime
from typing import NamedTuple

from starlette.exceptions import HTTPException

from khabar_site.ask import Ask
from khabar_site.hits import hit
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.store import Card, Reader
from khabar_site.store import lists as stored
from khabar_site.store import search as searching

LISTED = 20
_HOME_SECONDS = 4
_HOME_NEWEST = 7
_HOME_SECTION = 4


class Block(NamedTuple):
    """A section's part of the home page."""

    slug: str
    name: str
    articles: list[Card]


class Step(NamedTuple):
    """A page above this one."""

    address: str
    name: str


def home(reader: Reader, look: Look, _ask: Ask) -> Page:
    """The front page: a lead story, what is new, and a block for each section."""
    cards = stored.latest(reader, 1 + _HOME_SECONDS + _HOME_NEWEST)
    lead = next((card for card in cards if card.breaking), next((card for card in cards if card.picture), None))
    lead = lead or (cards[0] if cards else None)
    rest = [card for card in cards if card is not lead]
    names = {section.slug: section.name for section in look.sections}
    names = names | {slug: look.section_name(slug, name) for slug, name in stored.sections(reader).items()}
    front = {card.sid for card in (lead, *rest[:_HOME_SECONDS]) if card}
    blocks = [Block(slug, name, _below(reader, slug, front)) for slug, name in names.items()]
    return Page(
        look.render(
            "home.html",
            here="/",
            lead=lead,
            seconds=rest[:_HOME_SECONDS],
            newest=rest[_HOME_SECONDS:],
            blocks=[block for block in blocks if block.articles],
        )
    )


def latest(reader: Reader, look: Look, ask: Ask) -> Page:
    """All articles, the newest first."""
    cards = stored.latest(reader, LISTED + 1, ask.cursor)
    title = look.voice.say("common.latest")
    return _list(look, ask, cards, title=title, address="/latest", feed="/", with_section=True)


def section(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles of a section that the newsroom names or that an article was put into."""
    slug = ask.params["slug"]
    cards = stored.of_section(reader, slug, LISTED + 1, ask.cursor)
    if not cards and not any(known.slug == slug for known in look.sections):
        raise HTTPException(404)
    title = look.section_name(slug, cards[0].section_name if cards else slug)
    address = f"/section/{slug}"
    return _list(look, ask, cards, title=title, address=address, feed=f"{address}/", with_section=False)


def tag(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles with a tag."""
    slug = ask.params["slug"]
    named = stored.tag_name(reader, slug)
    if named is None:
        raise HTTPException(404)
    cards = stored.of_tag(reader, slug, LISTED + 1, ask.cursor)
    address = f"/tag/{slug}"
    kind = look.voice.say(f"tags.{named[1]}")
    return _list(look, ask, cards, title=named[0], address=address, feed=f"{address}/", kind=kind, with_section=True)


def day(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles first published on a day."""
    date = ask.params["date"]
    when = datetime.fromisoformat(date).date()
    cards = stored.of_day(reader, date, LISTED + 1, ask.cursor)
    if not cards:
        raise HTTPException(404)
    crumbs = [
        Step("/archive", look.voice.say("common.archive")),
        Step(f"/archive/{when:%Y}", f"{when:%Y}"),
        Step(f"/archive/{when:%Y/%m}", look.voice.dates.month_name(when.month)),
    ]
    address, title = f"/archive/{when:%Y/%m/%d}", look.voice.dates.long_day(when)
    return _list(look, ask, cards, title=title, address=address, crumbs=crumbs, with_section=True)


def corrections(reader: Reader, look: Look, _ask: Ask) -> Page:
    """The public ledger of corrections."""
    return Page(look.render("corrections.html", entries=reader.corrections(LISTED + 10)))


def search(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles that hold the words asked for."""
    query = searching.parse(ask.query)
    hits = [hit(reader, card, query) for card in searching.find(reader, query, LISTED)]
    total = searching.total(reader, query)
    return Page(look.render("search.html", query=ask.query, hits=hits, total=total), robots="noindex")


def _below(reader: Reader, slug: str, front: set[str]) -> list[Card]:
    """A section's newest articles that do not stand at the top of the page already."""
    cards = stored.of_section(reader, slug, _HOME_SECTION + len(front))
    return [card for card in cards if card.sid not in front][:_HOME_SECTION]


def _list(  # noqa: PLR0913 - what the kinds of lists differ in
    look: Look,
    ask: Ask,
    cards: list[Card],
    *,
    title: str,
    address: str,
    with_section: bool,
    feed: str = "",
    kind: str = "",
    crumbs: list[Step] | None = None,
) -> Page:
    following = cards[LISTED - 1].cursor if len(cards) > LISTED else ""
    return Page(
        look.render(
            "list.html",
            here=address,
            address=address,
            title=title,
            kind=kind,
            crumbs=crumbs or [],
            feed=feed,
            articles=cards[:LISTED],
            next=following,
            older_than=ask.before,
            with_section=with_section,
        )
    )

"""The front page: a lead story, what is new, the stories that run, and a block for each section."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain
from typing import NamedTuple

from khabar_site import fresh, surrogates
from khabar_site.ask import Ask
from khabar_site.following import following
from khabar_site.look import Look
from khabar_site.page import FOLLOWS, Page
from khabar_site.paging import LISTED
from khabar_site.store import Card, Reader
from khabar_site.store import lists as stored
from khabar_site.store.stories import Running, running

_SECONDS, _NEWEST, _SECTION, _STORIES = 4, 7, 4, 3
_LEADS_FOR = timedelta(hours=24)


class Block(NamedTuple):
    """A section's part of the front page."""

    slug: str
    name: str
    articles: list[Card]


class Front(NamedTuple):
    """All that stands on the front page."""

    lead: Card | None
    seconds: Sequence[Card]
    newest: Sequence[Card]
    stories: Sequence[Running]
    blocks: Sequence[Block]

    @property
    def cards(self) -> Iterator[Card]:
        """Every article on the page; some stand in two places."""
        yield from (self.lead,) if self.lead else ()
        yield from chain(self.seconds, self.newest, (story.newest for story in self.stories))
        yield from chain.from_iterable(block.articles for block in self.blocks)


def home(reader: Reader, look: Look, ask: Ask) -> Page:
    """The front page."""
    cards = stored.latest(reader, LISTED)
    front = _front(reader, look, cards[: 1 + _SECONDS + _NEWEST])
    return Page(
        look.render("home.html", here="/", front=front, live=following(look, cards), now=ask.now),
        keys=frozenset({surrogates.LATEST, *(surrogates.story(story.id) for story in front.stories)}),
        until=fresh.until(look, ask.now, (card.first for card in front.cards)),
        policy=FOLLOWS,
    )


def _front(reader: Reader, look: Look, cards: Sequence[Card]) -> Front:
    lead = _lead(cards, linked=look.config.site.pictures == "link")
    rest = [card for card in cards if card is not lead]
    seconds, newest = rest[:_SECONDS], rest[_SECONDS:]
    top = {card.sid for card in (lead, *seconds) if card}
    return Front(lead, seconds, newest, running(reader, _STORIES), list(_blocks(reader, look, top)))


def _lead(cards: Sequence[Card], *, linked: bool) -> Card | None:
    """What is breaking, else the newest with a picture, if it is not much older than the newest of all."""
    recent = [card for card in cards if card.first > cards[0].first - _LEADS_FOR]
    pictured = (card for card in recent if card.kept or (linked and card.picture))
    return next(chain((card for card in recent if card.breaking), pictured, cards), None)


def _blocks(reader: Reader, look: Look, top: set[str]) -> Iterator[Block]:
    """The newsroom's sections in its order, then those that only articles name."""
    names = {section.slug: section.name for section in look.sections}
    pushed = {slug: name for slug, name in stored.sections(reader).items() if slug not in names}
    for slug, name in (names | pushed).items():
        cards = [card for card in stored.of_section(reader, slug, _SECTION + len(top)) if card.sid not in top]
        if cards:
            yield Block(slug, name, cards[:_SECTION])

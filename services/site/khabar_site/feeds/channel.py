"""What a feed is about: the site or one of its lists, with the newest articles of it and those that left it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.exceptions import HTTPException

from khabar_site import addresses, stories, surrogates
from khabar_site.ask import Ask
from khabar_site.look import Look
from khabar_site.store import Card, Reader, authors, tags, tombstones
from khabar_site.store import lists as stored
from khabar_site.store.tombstones import Tombstone

_ITEMS = 30


@dataclass(frozen=True, slots=True)
class Channel:
    """A list as feeds tell it; ``address`` is its unquoted path, ``title`` its own name, empty for the whole site."""

    title: str
    address: str
    cards: list[Card]
    keys: frozenset[str]
    deleted: list[Tombstone]

    @property
    def folder(self) -> str:
        """The path under which its feeds lie, quoted."""
        return addresses.quoted(self.address.rstrip("/") + "/")

    @property
    def updated(self) -> datetime | None:
        """When it last changed, as far as its articles tell."""
        moments = [*(max(card.first, card.updated) for card in self.cards), *(gone.at for gone in self.deleted)]
        return max(moments, default=None)

    @property
    def until(self) -> datetime | None:
        """When the oldest of those that left it is told no more."""
        return min((gone.at + tombstones.KEPT for gone in self.deleted), default=None)


Found = tuple[str | None, str, list[Card], list[str]]
"""Title, address, articles, and the surrogate keys of the list; no title where there is no such list any more."""


def channel(reader: Reader, look: Look, ask: Ask) -> Channel:
    """The list that a feed's address lies under; one that lost its last article is told for as long as that is told.

    Raises:
        HTTPException: 404, there is no such list.
    """
    kind = ask.path.split("/")[1]
    title, address, cards, keys = _KINDS.get(kind, _site)(reader, look, ask.params)
    deleted = tombstones.of(reader, keys, ask.now)
    if title is None and not deleted:
        raise HTTPException(404)
    return Channel(title or "", address, cards, frozenset(keys), deleted)


def _site(reader: Reader, _look: Look, _params: dict[str, str]) -> Found:
    return "", "/", stored.latest(reader, _ITEMS), [surrogates.LATEST]


def _section(reader: Reader, look: Look, params: dict[str, str]) -> Found:
    slug = params["slug"]
    cards = stored.of_section(reader, slug, _ITEMS)
    there = cards or any(known.slug == slug for known in look.sections)
    title = look.section_name(slug, cards[0].section_name if cards else slug)
    return title if there else None, f"/section/{slug}", cards, [surrogates.section(slug)]


def _tag(reader: Reader, _look: Look, params: dict[str, str]) -> Found:
    slug = params["slug"]
    named = stored.tag_name(reader, slug)
    keys = [surrogates.tag(led) for led in tags.led(reader.db, slug)]
    return named[0] if named else None, f"/tag/{slug}", stored.of_tag(reader, slug, _ITEMS), keys


def _author(reader: Reader, _look: Look, params: dict[str, str]) -> Found:
    slug = params["slug"]
    cards = authors.articles(reader, slug, _ITEMS, stored.START)
    return authors.name(reader, slug), f"/author/{slug}", cards, [surrogates.author(slug)]


def _story(reader: Reader, _look: Look, params: dict[str, str]) -> Found:
    id_ = params["id"]
    try:
        name, entries = stories.live(reader, id_)
    except HTTPException:
        return None, f"/story/{id_}", [], [surrogates.story(id_)]
    newest = sorted((entry.card for entry in entries), key=lambda card: (-card.first_at, card.sid))
    return name, f"/story/{id_}", newest[:_ITEMS], [surrogates.story(id_)]


_KINDS: dict[str, Callable[[Reader, Look, dict[str, str]], Found]] = {
    "section": _section,
    "tag": _tag,
    "author": _author,
    "story": _story,
}

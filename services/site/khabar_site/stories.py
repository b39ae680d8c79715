"""The page of a running story: its articles in the order in which things happened."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from starlette.exceptions import HTTPException

from khabar_site.ask import Ask, View
from khabar_site.look import Look
from khabar_site.page import Elsewhere, Page, Reply
from khabar_site.store import Card, Reader
from khabar_site.store import stories as stored
from khabar_site.store.stories import Entry


class Day(NamedTuple):
    """A day of a story, in words and as ISO date, and the articles that tell what happened on it."""

    name: str
    date: str
    articles: list[Card]


def leading(view: Callable[[Reader, Look, Ask], Reply]) -> View:
    """A page of a story, or where it lies once its articles went to another story.

    Raises:
        HTTPException: 404, nothing was told of it, or none of its articles is live.
    """

    def led(reader: Reader, look: Look, ask: Ask) -> Reply:
        id_ = ask.params["id"]
        final = stored.final(reader.db, id_)
        if final is None:
            raise HTTPException(404)
        if final.id == id_:
            return view(reader, look, ask)
        live(reader, final.id)
        return Elsewhere(ask.path.replace(id_, final.id, 1))

    return led


def live(reader: Reader, id_: str) -> tuple[str, list[Entry]]:
    """A story's name and its live articles.

    Raises:
        HTTPException: 404, it has none.
    """
    told, entries = stored.told(reader.db, id_), stored.timeline(reader, id_)
    if told is None or not entries:
        raise HTTPException(404)
    return told.name or entries[0].card.headline, entries


def story(reader: Reader, look: Look, ask: Ask) -> Page:
    """The story with its timeline."""
    name, entries = live(reader, ask.params["id"])
    days = [_day(look, happened, list(found)) for happened, found in groupby(entries, key=lambda entry: entry.happened)]
    length = (date.fromisoformat(days[-1].date) - date.fromisoformat(days[0].date)).days + 1
    of, address = entries[0].card, f"/story/{ask.params['id']}"
    return Page(
        look.render("story.html", name=name, of=of, address=address, days=days, length=length, articles=len(entries))
    )


def _day(look: Look, happened: str, entries: list[Entry]) -> Day:
    return Day(look.voice.dates.long_day(date.fromisoformat(happened)), happened, [entry.card for entry in entries])

"""The page of a running story: its articles in the order in which things happened."""

import re
from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from starlette.exceptions import HTTPException

from khabar_site import surrogates
from khabar_site.ask import Ask, View
from khabar_site.look import Look
from khabar_site.page import Elsewhere, Page, Reply
from khabar_site.paging import further
from khabar_site.store import Card, Reader
from khabar_site.store import stories as stored
from khabar_site.store.stories import Entry

_CURSOR = re.compile(r"(\d{4}-\d\d-\d\d)\.(-?\d{1,15})\.([a-z2-7]{12})", re.ASCII)
_SHOWN = 60
"""So many articles stand on one page of a story."""


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
        return Elsewhere(f"/story/{final.id}{ask.path.removeprefix(f'/story/{id_}')}")

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
    """The story with its timeline; of a long one the end, and what came before on further pages."""
    id_ = ask.params["id"]
    name, entries = live(reader, id_)
    shown, earlier = _part(entries, ask)
    text = look.render(
        "story.html",
        name=name,
        of=entries[0].card,
        story=f"/story/{id_}",
        address=ask.path,
        days=[_day(look, happened, list(found)) for happened, found in groupby(shown, key=_happened)],
        first=_day(look, entries[0].happened, []),
        last=_day(look, entries[-1].happened, []),
        length=(_date(entries[-1]) - _date(entries[0])).days + 1,
        newest=max(entry.card.first for entry in entries),
        earlier=further(f"/story/{id_}", earlier),
        continued="cursor" in ask.params,
        articles=len(entries),
    )
    robots = "noindex, follow" if "cursor" in ask.params else ""
    return Page(text, robots=robots, keys=frozenset({surrogates.story(id_)}))


def _part(entries: list[Entry], ask: Ask) -> tuple[list[Entry], str]:
    """The entries of one page in their order, and the cursor of what came before them."""
    if cursor := ask.params.get("cursor"):
        entries = [entry for entry in entries if _place(entry) < _placed(cursor)]
    if not entries:
        raise HTTPException(404)
    shown = entries[-_SHOWN:]
    return shown, ".".join(map(str, _place(shown[0]))) if len(entries) > _SHOWN else ""


def _placed(cursor: str) -> tuple[str, int, str]:
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise HTTPException(404)
    return found[1], int(found[2]), found[3]


def _place(entry: Entry) -> tuple[str, int, str]:
    return entry.happened, entry.card.first_at, entry.card.sid


def _happened(entry: Entry) -> str:
    return entry.happened


def _date(entry: Entry) -> date:
    return date.fromisoformat(entry.happened)


def _day(look: Look, happened: str, entries: list[Entry]) -> Day:
    return Day(look.voice.dates.long_day(date.fromisoformat(happened)), happened, [entry.card for entry in entries])

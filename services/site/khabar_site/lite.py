"""The lite pages: the same news as text alone, each page small enough for a slow or a dear connection."""

from collections.abc import Iterable, Iterator
from math import ceil
from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException

from khabar_site import article_page, plain, surrogates
from khabar_site.ask import Ask
from khabar_site.lists import Step
from khabar_site.look import Look
from khabar_site.page import Elsewhere, Page, Reply
from khabar_site.paging import LISTED, further
from khabar_site.runs import isolated
from khabar_site.store import Card, Reader, State
from khabar_site.store import lists as stored

_LABEL = Markup("<!-- label -->")  # escaped text holds no comment, so nothing that was pushed can look like it
_LABEL_BYTES = 60
_LETTERS, _SECTIONS = 300, 12
_LIST_BYTES, _ROW_BYTES = 10_000, 320
"""So many bytes of articles a list holds, and so many one takes besides its headline."""


def latest(reader: Reader, look: Look, ask: Ask) -> Page:
    """The newest articles."""
    cards = stored.latest(reader, LISTED + 1, ask.cursor)
    return _list(look, ask, cards, Step("/latest", look.voice.say("lite.latest")), surrogates.LATEST)


def section(reader: Reader, look: Look, ask: Ask) -> Page:
    """The newest articles of a section."""
    slug = ask.params["slug"]
    cards = stored.of_section(reader, slug, LISTED + 1, ask.cursor)
    if not cards and not any(known.slug == slug for known in look.sections):
        raise HTTPException(404)
    full = Step(f"/section/{slug}", look.section_name(slug, cards[0].section_name if cards else slug))
    return _list(look, ask, cards, full, surrogates.section(slug))


def article(reader: Reader, look: Look, ask: Ask) -> Reply:
    """An article, or one of the pages of a long one; what is not live is told of at its own address."""
    found = article_page.find(reader, ask.params["sid"])
    number, first = int(ask.params.get("page", 1)), f"/lite/a/{found.sid}"
    if found.into or found.standing.state is not State.LIVE:
        return Elsewhere(f"/a/{found.sid}")
    if ask.path not in {first, f"{first}/{number}"} or ask.path == f"{first}/1":
        return Elsewhere(first if number == 1 else f"{first}/{number}")
    shown = reader.shown(found.number)
    if shown is None or not found.path:
        raise HTTPException(404)
    revision = shown.public
    pages = plain.pages(revision, look.voice)
    if not 1 <= number <= len(pages):
        raise HTTPException(404)
    text = _labelled(
        look,
        "lite_article.html",
        full=found.path,
        headline=_short(revision.headline),
        revision=revision,
        place=shown.place,
        parts_of=pages[number - 1],
        number=number,
        pages=len(pages),
        first=first,
    )
    return Page(text, keys=frozenset({surrogates.article(found.sid)}), robots="noindex, follow" if number > 1 else "")


def _list(look: Look, ask: Ask, cards: list[Card], full: Step, key: str) -> Page:
    address = "/lite" if key == surrogates.LATEST else f"/lite{full.address}"
    if ask.before and not cards:
        raise HTTPException(404)
    rows = list(_fitting(cards[:LISTED]))
    text = _labelled(
        look,
        "lite_list.html",
        full=further(full.address, ask.before) or full.address,
        title=full.name,
        articles=rows,
        next=further(address, rows[-1][0].cursor if len(cards) > len(rows) else ""),
        first=address if ask.before else "",
        here=address,
        shown_sections=look.sections[:_SECTIONS],
    )
    return Page(text, keys=frozenset({key}), robots="noindex, follow" if ask.before else "")


def _fitting(cards: Iterable[Card]) -> Iterator[tuple[Card, Markup]]:
    """As many articles as a small page holds, with their headlines: a cut headline always fits."""
    room = _LIST_BYTES
    for card in cards:
        headline = isolated(_short(card.headline), card.direction)
        room -= plain.weight(headline) + _ROW_BYTES
        if room < 0:
            return
        yield card, headline


def _labelled(look: Look, template: str, **values: Any) -> str:  # noqa: ANN401 - each template asks for its own
    """Render a page that says how many kilobytes it is in all, its style included."""
    text = look.render(template, label=_LABEL, **values)
    style = look.assets.files[look.assets.names["lite.css"]].content
    size = len(text.encode("utf-8", "replace")) + len(style) + _LABEL_BYTES
    label = look.voice.say("lite.label", size=look.voice.phrases.number(ceil(size / 1024)))
    return text.replace(_LABEL, label, 1)


def _short(headline: str) -> str:
    return headline if len(headline) <= _LETTERS else f"{headline[:_LETTERS]}…"

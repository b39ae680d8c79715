"""The page of a search: the articles that hold the words asked for, and what helps where none does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from starlette.exceptions import HTTPException

from khabar.arabic import fold
from khabar_site.ask import Ask
from khabar_site.hits import Hit, Wanted
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.paging import LISTED
from khabar_site.search_form import PAGES, Form
from khabar_site.store import Reader, authors, facets, vocabulary
from khabar_site.store import lists as stored
from khabar_site.store import search as searching
from khabar_site.store.facets import Facet
from khabar_site.store.queries import Query, parse
from khabar_site.store.search import COUNTED, Found, TooSlow

SECONDS: Final = 2.0
"""So long a search may take."""
_FACETS: Final = 8
_CALLED: Final = 3
_LATELY: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A filter that is set, and the address of the search without it."""

    kind: str
    name: str
    address: str


def search(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles that hold the words asked for."""
    form = Form.of(ask)
    told = {"form": form, "chosen": _chosen(reader, look, form), "choices": _sections(reader, look), "now": ask.now}
    told |= {"hits": [], "total": "", "slow": False, "some": (), "called": [], "meant": "", "lately": []}
    told |= {"tag_facets": [], "section_facets": [], "earlier": "", "later": ""}
    try:
        with searching.within(reader.db, SECONDS):
            told |= _answer(reader, look, form) if form.query or form.filters else _nothing_asked(reader, ask)
    except TooSlow:
        told["slow"] = True
    return Page(look.render("search.html", here="/search", **told), robots="noindex, follow")


def _nothing_asked(reader: Reader, ask: Ask) -> dict[str, Any]:
    return {"lately": facets.lately(reader, ask.now - _LATELY, _FACETS)}


def _answer(reader: Reader, look: Look, form: Form) -> dict[str, Any]:
    query = parse(form.query)
    found = searching.find(reader, query, form.filters, form.order)
    told: dict[str, Any] = {"called": facets.called(reader, form.query, _CALLED) if form.page == 1 else []}
    if not found.total and query:
        told["meant"] = _meant(reader, query, form.query)
        query, found = searching.find_most(reader, query, form.filters, form.order)
        told["some"] = query.words
    return told | _shown(reader, look, form, query, found)


def _shown(reader: Reader, look: Look, form: Form, query: Query, found: Found) -> dict[str, Any]:
    start = (form.page - 1) * LISTED
    if start and start >= len(found.numbers):
        raise HTTPException(404)
    more = form.page < PAGES and len(found.numbers) > start + LISTED
    return {
        "hits": _hits(reader, query, found.numbers[start : start + LISTED]),
        "total": _total(look, found.total),
        "tag_facets": _others(facets.of_tags(reader, found.numbers, _FACETS), form.filters.tag),
        "section_facets": _others(facets.of_sections(reader, found.numbers, _FACETS), form.filters.section),
        "earlier": form.address(page=form.page - 1) if form.page > 1 else "",
        "later": form.address(page=form.page + 1) if more else "",
    }


def _hits(reader: Reader, query: Query, numbers: Sequence[int]) -> list[Hit]:
    wanted = Wanted(query.tokens)
    return [wanted.hit(card, text) for card, text in searching.cards(reader, numbers)]


def _others(found: list[Facet], chosen: str) -> list[Facet]:
    return [facet for facet in found if facet.slug != chosen]


def _total(look: Look, total: int) -> str:
    if total > COUNTED:
        return look.voice.say("search.more_than", results=look.voice.phrases.counted(COUNTED, "result"))
    return look.voice.phrases.counted(total, "result")


def _meant(reader: Reader, query: Query, text: str) -> str:
    """The query with other words in the place of those that no article holds; empty where none comes to mind."""
    meant = text
    for word, group in zip(query.words, query.groups, strict=True):
        if not searching.known(reader, group) and (other := vocabulary.meant(reader.db, fold(word))):
            meant = meant.replace(word, other)
    return meant if meant != text else ""


def _sections(reader: Reader, look: Look) -> dict[str, str]:
    names = {section.slug: section.name for section in look.sections}
    return {slug: look.section_name(slug, name) for slug, name in stored.sections(reader).items()} | names


def _chosen(reader: Reader, look: Look, form: Form) -> list[_Chosen]:
    filters, dates, found = form.filters, look.voice.dates, list[_Chosen]()
    if filters.section:
        name = _sections(reader, look).get(filters.section, filters.section)
        found.append(_Chosen("section", name, form.address(section="")))
    if filters.tag:
        tag = facets.named(reader, filters.tag, 0)
        found.append(_Chosen("tag", tag.name if tag else filters.tag, form.address(tag="")))
    if filters.author:
        author = authors.name(reader, filters.author)
        found.append(_Chosen("author", author or filters.author, form.address(author="")))
    if filters.first:
        found.append(_Chosen("from", dates.day(filters.first), form.address(first="")))
    if filters.last:
        found.append(_Chosen("to", dates.day(filters.last), form.address(last="")))
    return found

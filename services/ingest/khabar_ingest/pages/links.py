"""The links of a page that may lead to its sections, and the menus they stand in."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from khabar_ingest.markup import Element, words
from khabar_ingest.text import fold, normalise

_MOST_LINKS: Final = 2_000
_LONGEST_NAME: Final = 40
_MOST_WORDS: Final = 4
_MOST_HYPHENS: Final = 3
_NEAREST_LISTS: Final = 4
_FRONT = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?|(?:index|default|home)(?:\.\w+)?")
_EDITION = re.compile(r"^(?:www|m|mobile|amp)\.")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Address:
    """A place of the page's own site: the steps of its path, and what follows a question mark."""

    steps: tuple[str, ...] = ()
    query: str = ""

    @property
    def is_front_page(self) -> bool:
        """Whether it is the front page of the site or of one of its languages."""
        return not self.query and not self.folders

    @property
    def folders(self) -> tuple[str, ...]:
        """The steps without one that only names a language or the front page's file."""
        return self.steps[1:] if self.steps and _FRONT.fullmatch(self.steps[0]) else self.steps


@dataclass(frozen=True, slots=True)
class Link:
    """A link with words to a place of the page's own site."""

    element: Element
    name: str
    address: Address


@cache
def known(table: str) -> frozenset[str]:
    """Return one of the lists of ``tables/sections.toml``, folded."""
    return frozenset(fold(name) for name in _tables()[table])


@cache
def _tables() -> dict[str, list[str]]:
    return tomllib.loads(files("khabar_ingest").joinpath("tables", "sections.toml").read_text("utf-8"))


@cache
def _no_sections() -> frozenset[str]:
    return known("home") | known("none") | known("unfiled")


def address_of(url: str, base: str) -> Address | None:
    """Return where an address leads within the site of ``base``; nothing if it leads out of it or nowhere."""
    try:
        there, here = urlsplit(urljoin(base, url.strip())), urlsplit(base)
    except ValueError:
        return None
    ours = there.scheme in {"http", "https", ""} and _host(there.netloc) == _host(here.netloc)
    if not ours or url.strip().startswith("#"):
        return None
    return Address(tuple(step for step in unquote(there.path).lower().split("/") if step), there.query)


def links_of(tree: Element, base: str) -> list[Link]:
    """Return the links of a page to its own site, in their order; relative ones are meant from ``base``."""
    found = []
    for element in islice(tree.iter("a"), _MOST_LINKS):
        name, address = normalise(words(element)), address_of(element.get("href") or "#", base)
        if name and address:
            found.append(Link(element, name, address))
    return found


def is_listing(link: Link) -> bool:
    """Whether a link may lead to a section: by its name, to a short address that is no person's and no theme's."""
    return _is_entry(link) and _may_list(link)


def menu_of(links: list[Link], headline: Element | None) -> list[Link]:
    """Return the listings among the entries of a page's menus: of short links near others, apart from the headline."""
    entries = [link for link in links if _is_entry(link)]
    near = Counter(box for link in entries for box in _boxes(link))
    around = set() if headline is None else {headline, *headline.iterancestors()}
    inside = (link for link in entries if any(near[box] > 1 and box not in around for box in _boxes(link)))
    return [link for link in inside if _may_list(link)]


def _boxes(link: Link) -> list[Element]:
    return list(islice(link.element.iterancestors(), _NEAREST_LISTS))


def _may_list(entry: Link) -> bool:
    return not entry.address.is_front_page and fold(entry.name) not in _no_sections()


def _is_entry(link: Link) -> bool:
    steps, name = link.address.steps, link.name
    return (
        1 < len(name) <= _LONGEST_NAME
        and len(name.split()) <= _MOST_WORDS
        and not any(char.isdecimal() for char in name)
        and known("elsewhere").isdisjoint(step.partition(".")[0] for step in steps)
        and not any(step.startswith("@") or _YEAR.fullmatch(step) for step in steps)
        and "".join(steps[-1:]).count("-") <= _MOST_HYPHENS
    )


def _host(place: str) -> str:
    return _EDITION.sub("", place.lower())

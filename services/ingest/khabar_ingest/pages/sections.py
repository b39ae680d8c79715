"""The section that a page files its article under without saying so to machines.

What stands over the headline counts first; then an entry of the page's menus that its title names, that stands once
more between headline and text, that is marked as the current one, or whose address is the beginning of the page's own:
content systems put articles below the address of their section.
"""

from collections import defaultdict
from itertools import chain, dropwhile, islice, takewhile
from typing import Final, NamedTuple

from khabar_ingest.furniture import is_prose
from khabar_ingest.markup import Element, words
from khabar_ingest.pages.links import Address, Link, address_of, known, links_of, menu_of
from khabar_ingest.pages.over import named_over
from khabar_ingest.pages.title import Title, parts
from khabar_ingest.text import fold, normalise

_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_MOST_BESIDE: Final = 200
_LONGEST_HEADLINE: Final = 500


def filed_under(tree: Element, title: Title, url: str, base: str) -> str:
    """Return the name of the section, or nothing.

    Args:
        tree: the page, with its menus.
        title: the article's.
        url: where the page is found.
        base: what its relative links are meant from.
    """
    links, headline = links_of(tree, base), _headline(tree, title.text)
    own = address_of(url, base) or Address()
    menu = _menu(links, headline, own)
    if headline is not None and (over := named_over(headline, links, menu.repeats)):
        return over
    titled = _titled(menu.entries, title) or _beside(headline, links, menu)
    return titled or _current(menu.entries) or _above(menu.entries, own)


class _Menu(NamedTuple):
    """The entries of a page's menus, and the elements that print each of them."""

    entries: list[Link]
    printed: dict[tuple[Address, str], set[Element]]

    def repeats(self, link: Link) -> bool:
        """Whether an entry leads to the same place by the same name."""
        return bool(self.printed.get(_sign(link), set()) - {link.element})


def _menu(links: list[Link], headline: Element | None, own: Address) -> _Menu:
    menu = _Menu([link for link in menu_of(links, headline) if link.address != own], defaultdict(set))
    for link in menu.entries:
        menu.printed[_sign(link)].add(link.element)
    return menu


def _sign(link: Link) -> tuple[Address, str]:
    return link.address, fold(link.name)


def _titled(menu: list[Link], title: Title) -> str:
    """The entry that the page's title names beside the headline."""
    beside = {part for one in title.beside for part in parts(one)}
    return _only([link for link in menu if fold(link.name) in beside])


def _beside(headline: Element | None, links: list[Link], menu: _Menu) -> str:
    """The first link between headline and running text that the menu has as well."""
    if headline is None:
        return ""
    inside, listed = set(headline.iter()), {entry.element for entry in menu.entries}
    linked = {link.element: link for link in links if link.element not in listed}
    elements = dropwhile(lambda each: each is not headline, headline.getroottree().iter())
    after = (each for each in islice(elements, _MOST_BESIDE) if each not in inside)
    before_text = takewhile(lambda each: not is_prose(normalise(each.text or "")), after)
    found = (link for each in before_text if (link := linked.get(each)) and menu.repeats(link))
    return next((link.name for link in found), "")


def _current(menu: list[Link]) -> str:
    return _only([link for link in menu if _is_current(link.element) or _is_current(link.element.getparent())])


def _is_current(element: Element) -> bool:
    marks = (element.get("class") or "").lower().split()
    return not known("current").isdisjoint(marks) or element.get("aria-current") in {"true", "page"}


def _above(menu: list[Link], own: Address) -> str:
    """The entry that leads to the nearest folder above the page."""
    folders = own.steps[:-1]
    above = [
        link for link in menu if not link.address.query and folders[: len(link.address.steps)] == link.address.steps
    ]
    nearest = max((len(link.address.steps) for link in above), default=0)
    return _only([link for link in above if len(link.address.steps) == nearest])


def _only(found: list[Link]) -> str:
    """The name of links that all lead to one place; nothing where several places may be meant."""
    return found[0].name if len({link.address for link in found}) == 1 else ""


def _headline(tree: Element, title: str) -> Element | None:
    """The element that prints a headline: a heading, or else whatever has these words alone."""
    wanted = fold(title)
    heads = (head for tag in _HEADINGS for head in tree.iter(tag) if fold(words(head)) == wanted)
    printed = (each for body in tree.iter("body") for each in body.iter() if _prints(each, wanted))
    return next(chain(heads, printed), None) if wanted else None


def _prints(element: Element, wanted: str) -> bool:
    text = element.text or "" if isinstance(element.tag, str) and element.tag not in {"a", "script"} else ""
    return 0 < len(text) <= _LONGEST_HEADLINE and fold(text) == wanted

"""Surrogate keys: the names of what a page is made of, by which it is renewed and forgotten by content networks.

A write bumps the keys of all that it changed. A list's key is bumped whenever one of its articles comes, goes or is
shown differently, so a page that shows a list needs that key alone; a page that shows a card by itself needs the key of
the card's article. The names follow the header ``Surrogate-Key``, as content networks read it.
"""

from khabar_site import addresses

SITE = "site"
"""Part of every page: bumped by what changes too much to be told apart."""
LATEST = "latest"
"""Every list of newest articles, the home page, and the feeds and maps of the whole site."""
CORRECTIONS = "corrections"
ARCHIVE = "archive"
"""How many articles the years, months and days hold."""


def article(sid: str) -> str:
    """An article: its card, its page, and what ties it to others."""
    return f"article:{sid}"


def section(slug: str) -> str:
    """The list of a section."""
    return f"section:{slug}"


def tag(slug: str) -> str:
    """The list of a tag."""
    return f"tag:{slug}"


def author(slug: str) -> str:
    """The list of an author."""
    return f"author:{slug}"


def story(id_: str) -> str:
    """A running story and its articles."""
    return f"story:{id_}"


def day(iso: str) -> str:
    """The list of a day of first publication, an ISO date."""
    return f"day:{iso}"


def picture(name: str) -> str:
    """The files of a picture."""
    return f"picture:{name}"


def written(key: str) -> str:
    """A key as headers carry it: without blanks, its letters quoted."""
    return addresses.quoted(key).replace("%3A", ":")

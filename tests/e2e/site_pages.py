"""Every kind of page that a reader may meet, by its name, in the world of `tests.e2e.site_world`."""

import re

import httpx

from tests.e2e.site_articles import WORLD
from tests.e2e.site_world import World

_TAGS = ("place-raqqa", "person-mahmoud-ali", "organisation-unicef", "event-drought-2026", "topic-water")
ARTICLES = {
    "article": "water",
    "article-excerpt": "wire",
    "article-english": "water-en",
    "article-persian": "water-fa",
    "article-breaking": "flood-alert",
}
STATUS = {"404": 404, "410": 410, "503": 503}
"""Pages that come with a status other than 200."""
LITE = ("lite", "lite-section", "lite-article")


def pages(world: World) -> dict[str, str]:
    """The address of every page, as a browser opens it."""
    water = world.sid("water")
    paths = {
        "home": "/",
        "latest": "/latest",
        "section": "/section/economy",
        "continuation": _onward(world, "/section/economy"),
        **{f"tag-{tag.partition('-')[0]}": f"/tag/{tag}" for tag in _TAGS},
        "author": _author(world),
        "story": f"/story/{WORLD['story']['id']}",
        **{page: world.paths[name] for page, name in ARTICLES.items()},
        "versions": f"/a/{water}/versions",
        "version": f"/a/{water}/versions/2",
        "archive": "/archive",
        "year": "/archive/2026",
        "month": "/archive/2026/03",
        "day": "/archive/2026/03/15",
        "search": "/search",
        "search-found": "/search?q=المياه",
        "search-narrowed": "/search?q=الخضار&section=economy&from=2025-01-01&tag=place-raqqa",
        "search-none": "/search?q=زحزحزح",
        "corrections": "/corrections",
        "about": "/about",
        "404": "/nothing",
        "410": world.paths["killed"],
        "withdrawn": world.paths["withdrawn"],
        "draft": world.paths["draft"],
        "lite": "/lite",
        "lite-section": "/lite/section/economy",
        "lite-article": f"/lite/a/{water}",
    }
    return {name: world.home + path for name, path in paths.items()} | {"503": f"{world.broken}/section/news"}


def _onward(world: World, path: str) -> str:
    """Where a list goes on."""
    return _linked(world, path, r'rel="next" href="([^":]+)"')


def _author(world: World) -> str:
    return _linked(world, world.paths["water"], r'href="(/author/[^"]+)"')


def _linked(world: World, path: str, pattern: str) -> str:
    found = re.search(pattern, httpx.get(world.home + path).text)
    assert found, f"{path} links to nothing like {pattern}"
    return found[1]

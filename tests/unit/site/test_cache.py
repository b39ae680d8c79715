"""The cache of pages: what is dropped by a change, what stays, and how much there may be."""

from datetime import UTC, datetime

import pytest

from khabar.website import Website
from khabar_site.cache import Cache
from khabar_site.page import Page
from khabar_site.policies import Policies
from khabar_site.ready import Ready
from khabar_site.store.changed import Change

POLICIES = Policies(Website())
NOW = 1_000.0


def ready(*keys: str, text: str = "صفحة", until: datetime | None = None) -> Ready:
    return Ready(Page(text, keys=frozenset(keys), until=until), POLICIES)


def bumped(seq: int, *keys: str) -> Change:
    return Change(seq, 0, frozenset(keys))


@pytest.fixture
def cache() -> Cache:
    """A cache that holds the lists of two sections, and a page that told no keys."""
    cache = Cache()
    cache.put("/a", ready("section:a"), 1)
    cache.put("/b", ready("section:b", "latest"), 1)
    cache.put("/none", ready(), 1)
    return cache


def kept(cache: Cache) -> list[str]:
    return [path for path in ("/a", "/b", "/none") if cache.get(path, NOW)]


def test_a_change_drops_the_pages_that_show_it_and_those_without_keys(cache: Cache) -> None:
    cache.bump(bumped(2, "section:a", "tag:x"))
    assert kept(cache) == ["/b"]


def test_what_cannot_be_told_apart_drops_everything(cache: Cache) -> None:
    cache.bump(bumped(2, "site"))
    assert kept(cache) == []


@pytest.mark.parametrize("keys", [("latest",), (), ("site",)])
def test_a_page_read_before_a_change_of_what_it_shows_is_never_kept(cache: Cache, keys: tuple[str, ...]) -> None:
    cache.bump(bumped(5, "latest", *keys))
    cache.put("/late", ready(*keys), 4)
    assert cache.get("/late", NOW) is None
    cache.put("/late", ready(*keys), 5)
    assert cache.get("/late", NOW) is not None


def test_a_page_read_before_a_change_of_something_else_is_kept(cache: Cache) -> None:
    cache.bump(bumped(5, "latest"))
    cache.put("/tag", ready("tag:x"), 1)
    assert cache.get("/tag", NOW) is not None


def test_a_page_older_than_all_that_is_remembered_is_not_kept() -> None:
    cache = Cache()
    for seq in range(1, 60_000):
        cache.bump(bumped(seq, f"article:{seq}"))
    cache.put("/old", ready("tag:x"), 1)
    cache.put("/new", ready("tag:x"), 59_999)
    assert (cache.get("/old", NOW), cache.get("/new", NOW) is not None) == (None, True)


def test_a_page_whose_words_are_no_more_true_is_dropped() -> None:
    cache = Cache()
    cache.put("/", ready("latest", until=datetime.fromtimestamp(NOW + 60, UTC)), 1)
    assert cache.get("/", NOW + 59) is not None
    assert cache.get("/", NOW + 60) is None


def test_the_page_that_was_asked_for_longest_ago_goes_first() -> None:
    page = ready("latest")
    cache = Cache(3 * page.size)
    for path in "abc":
        cache.put(path, page, 1)
    cache.get("a", NOW)
    cache.put("d", page, 1)
    assert [path for path in "abcd" if cache.get(path, NOW)] == ["a", "c", "d"]

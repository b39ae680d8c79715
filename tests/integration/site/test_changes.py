"""The log of changes: what each transaction changed, told to whoever keeps copies of pages."""

import sqlite3
from contextlib import closing

from httpx import Client

from khabar.events import short_id
from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.integration.site.told import FLOOD, follow, push, relate
from tests.unit.site.articles import uuid_of

CHANGES = "/api/changes"


def keys_since(site: Client, since: int) -> list[set[str]]:
    return [set(change["keys"]) for change in site.get(CHANGES, params={"since": since}).json()["changes"]]


def newest(site: Client) -> int:
    latest: int = site.get(CHANGES).json()["latest"]
    return latest


def test_a_push_tells_every_list_that_it_enters(site: Client) -> None:
    push(site, "water", authors=["سلمى الحسن"])
    article = f"article:{short_id(uuid_of('water'))}"
    lists = {"latest", "archive", "section:news", "tag:place-raqqa", "author:سلمى-الحسن", "day:2024-03-10"}
    assert keys_since(site, 0) == [{article, *lists}]


def test_a_revision_tells_the_lists_that_it_leaves_too_and_the_archive_only_where_it_is_counted_otherwise(
    site: Client,
) -> None:
    push(site, "water")
    push(site, "water", revision=2, enrichment={"section": None, "tags": []})
    article = f"article:{short_id(uuid_of('water'))}"
    assert keys_since(site, 1) == [{article, "latest", "section:news", "tag:place-raqqa", "day:2024-03-10"}]
    push(site, "water", revision=3, published_at="2024-03-09T09:30:00+03:00", correction={"note": "تصويب"})
    assert keys_since(site, 2) == [
        {article, "latest", "section:news", "tag:place-raqqa", "day:2024-03-10", "day:2024-03-09"}
        | {"archive", "corrections"}
    ]


def test_what_says_nothing_new_is_no_change(site: Client) -> None:
    push(site, "water")
    push(site, "water")
    relate(site, "water", "power")
    assert newest(site) == 2
    relate(site, "water", "power")
    site.delete(f"/api/articles/{uuid_of('water')}?revision=1&kind=kill")
    site.delete(f"/api/articles/{uuid_of('water')}?revision=1&kind=kill")
    assert newest(site) == 3


def test_a_story_tells_itself_and_the_articles_that_enter_or_leave_it(site: Client) -> None:
    follow(site, FLOOD, ("water", "2024-03-09"))
    follow(site, FLOOD, ("power", "2024-03-09"), version=2)
    told = {f"article:{short_id(uuid_of(name))}" for name in ("water", "power")}
    assert keys_since(site, 1) == [told | {f"story:{FLOOD}", "latest"}]


def test_a_follower_reads_on_from_where_it_was(site: Client) -> None:
    for name in "abc":
        push(site, name)
    told = site.get(CHANGES, params={"limit": 2}).json()
    assert ([change["seq"] for change in told["changes"]], told["next"], told["latest"]) == ([1, 2], 2, 3)
    told = site.get(CHANGES, params={"since": told["next"]}).json()
    assert ([change["seq"] for change in told["changes"]], told["next"]) == ([3], 3)
    assert site.get(CHANGES, params={"since": 3}).json() == {"changes": [], "next": 3, "latest": 3}


def test_a_follower_that_is_too_far_behind_or_ahead_begins_anew(site_settings: SiteSettings) -> None:
    with serving(site_settings) as site:
        for name in "abc":
            push(site, name)
    with closing(sqlite3.connect(site_settings.site_database, isolation_level=None)) as db:
        db.execute("DELETE FROM change WHERE seq < 3")
    with serving(site_settings) as site:
        assert [site.get(CHANGES, params={"since": since}).status_code for since in (0, 1, 2, 3, 4)] == [
            *(410, 410, 200, 200, 410)
        ]
        push(site, "d")
        assert keys_since(site, 3) != [], "counted on over restarts"


def test_nobody_follows_without_the_token(site: Client) -> None:
    assert site.get(CHANGES, headers={"authorization": ""}).status_code == 401
    for query in ({"since": -1}, {"since": "x"}, {"limit": 0}, {"limit": 1001}):
        assert site.get(CHANGES, params=query).status_code == 422

"""Those who follow the site are told every change, also after they were away or the site was."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from urllib.parse import unquote, urlsplit

import pytest
from httpx import Client

from khabar_site.followers import following
from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.integration.site.listening import Call, Listener
from tests.integration.site.test_pages import put
from tests.unit.site.articles import uuid_of

_REST_SECONDS = 0.4
_KEY = "0123456789abcdef"
_SITE = "http://news.test"
Told = Callable[[str], SiteSettings]


@pytest.fixture
def told(site_settings: SiteSettings, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Settings of the site with some lines more; changes are told and failed calls made again soon."""
    monkeypatch.setattr(following, "_LAST_SECONDS", 0.5)
    monkeypatch.setattr(following, "_REST_SECONDS", _REST_SECONDS)
    file = site_settings.config
    assert file
    plain = file.read_text("utf-8")

    def configure(lines: str) -> SiteSettings:
        file.write_text(f"{plain}\n[site]\n{lines}\n", "utf-8")
        return SiteSettings()

    return configure


def removed(site: Client, kind: str = "kill") -> None:
    site.delete(f"/api/articles/{uuid_of('water')}", params={"revision": 9, "kind": kind})


def feeds(calls: list[Call]) -> set[str]:
    assert all(call.form["hub.mode"] == "publish" for call in calls)
    return {unquote(call.form["hub.url"]).removeprefix(_SITE) for call in calls}


def three(*addresses: str) -> set[str]:
    return {f"{address}/{name}" for address in addresses for name in ("feed.xml", "feed.atom", "feed.json")}


_WATER = three("", "/section/news", "/tag/place-raqqa", "/author/هدى")


def test_the_hub_is_told_of_every_feed_that_an_article_changed(told: Told) -> None:
    with Listener() as hub, serving(told(f'hub = "{hub.url}"')) as site:
        put(site, authors=["هدى"])
        hub.until(lambda: len(hub.calls) == len(_WATER))
        assert feeds(hub.calls) == _WATER
        hub.calls.clear()
        removed(site)
        hub.until(lambda: feeds(hub.calls) == _WATER)


def test_changes_in_quick_succession_are_told_once(told: Told) -> None:
    with Listener() as hub, serving(told(f'hub = "{hub.url}"')) as site:
        for revision in range(1, 6):
            put(site, revision=revision, headline=f"عنوان {revision}")
        hub.until(lambda: bool(hub.calls))
        time.sleep(3 * _REST_SECONDS)
        assert len(hub.calls) == len(three("", "/section/news", "/tag/place-raqqa"))


def test_a_hub_that_was_away_is_told_when_it_is_back_and_the_site_goes_on_meanwhile(told: Told) -> None:
    with Listener(lambda _: 503) as hub, serving(told(f'hub = "{hub.url}"')) as site:
        put(site)
        hub.until(lambda: len(hub.calls) > 8)
        put(site, "power", enrichment={"section": {"id": "sport", "name": "رياضة", "reason": "hint"}})
        assert site.get("/feed.json").json()["items"]
        hub.judge = lambda _: 202
        hub.until(lambda: three("", "/section/news", "/section/sport") <= feeds(hub.accepted))


def test_a_site_that_was_stopped_tells_what_the_hub_has_not_heard(told: Told) -> None:
    with Listener(lambda _: 500) as hub:
        settings = told(f'hub = "{hub.url}"')
        with serving(settings) as site:
            put(site, authors=["هدى"])
            hub.until(lambda: bool(hub.calls))
        hub.judge = lambda _: 204
        with serving(settings):
            hub.until(lambda: feeds(hub.accepted) == _WATER)
            hub.calls.clear()
        with serving(settings):
            time.sleep(3 * _REST_SECONDS)
            assert not hub.calls


def test_one_feed_that_the_hub_refuses_does_not_hold_back_the_others(told: Told) -> None:
    taken = three("", "/tag/place-raqqa")

    def judge(call: Call) -> int:
        return 404 if "section" in call.form["hub.url"] else 204

    with Listener(judge) as hub, serving(told(f'hub = "{hub.url}"')) as site:
        put(site)
        hub.until(lambda: feeds(hub.accepted) == taken)
        put(site, "power")
        hub.until(lambda: len(hub.accepted) == 2 * len(taken))
        assert 'khabar_site_pings_total{kind="hub",outcome="refused"}' in site.get("/metrics").text


def test_a_follower_that_is_late_is_named_where_readiness_is_asked(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_LATE_SECONDS", 0.5)
    with Listener(lambda _: 302) as hub, serving(told(f'hub = "{hub.url}"')) as site:
        put(site)
        hub.until(lambda: "answered 302" in site.get("/readyz").text)
        assert site.get("/readyz").status_code == 200
        assert {call.path for call in hub.calls} == {"/told"}
        hub.judge = lambda _: 204
        hub.until(lambda: "answered 302" not in site.get("/readyz").text)


def engine(call: Call) -> int:
    """A search engine that holds to IndexNow's rules of hosts and keys."""
    found = call.json
    hosts = {urlsplit(url).netloc for url in found["urlList"]}
    if found["key"] != _KEY or found["keyLocation"] != f"{_SITE}/{_KEY}.txt":
        return 403
    if hosts != {found["host"]} or not 0 < len(found["urlList"]) <= 10_000:
        return 422
    return 200 if call.headers["content-type"].startswith("application/json") else 400


def told_urls(calls: list[Call]) -> set[str]:
    return {url for call in calls for url in call.json["urlList"]}


def test_search_engines_are_told_what_came_and_what_went(told: Told) -> None:
    with Listener(engine) as search:
        lines = f'indexnow_key = "{_KEY}"\nindexnow_url = "{search.url}"'
        with serving(told(lines)) as site:
            urls = {put(site), put(site, "power", headline="انقطاع الكهرباء")}
            put(site, "lent", rights="excerpt+link")
            search.until(lambda: told_urls(search.accepted) == urls)
            search.accepted.clear()
            removed(site, "withdraw")
            search.until(lambda: bool(search.accepted))
            assert len(told_urls(search.accepted)) == 1
            search.accepted.clear()
            removed(site)
            search.until(lambda: bool(search.accepted))
            gone = told_urls(search.accepted)
            assert [urlsplit(url).path[:3] for url in gone] == ["/a/"]
            assert site.get(gone.pop()).status_code == 410
        assert search.accepted
        assert len(search.calls) == 3


def test_without_a_key_no_search_engine_is_told(told: Told) -> None:
    with Listener(engine) as search, serving(told(f'indexnow_url = "{search.url}"')) as site:
        put(site)
        time.sleep(3 * _REST_SECONDS)
        assert not search.calls


def test_a_content_network_is_told_keys_and_addresses_at_once(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_SITE_PURGE_TOKEN", "sesame")
    with Listener() as network, serving(told(f'purge_url = "{network.url}"')) as site:
        url = put(site, enrichment={"section": {"id": "رياضة", "name": "رياضة", "reason": "hint"}})
        network.until(lambda: bool(network.calls), seconds=2)
        call = network.calls[0]
        assert call.headers["authorization"] == "Bearer sesame"
        assert call.headers["surrogate-key"].split() == call.json["keys"]
        assert "section:%D8%B1%D9%8A%D8%A7%D8%B6%D8%A9" in call.json["keys"]
        paths = call.json["paths"]
        assert url.removeprefix(_SITE) in paths
        assert {"/", "/feed.atom", "/section/%D8%B1%D9%8A%D8%A7%D8%B6%D8%A9/feed.xml", "/archive/2024/03/10"} <= set(
            paths
        )


def test_every_page_that_changed_is_told_by_one_of_its_keys(told: Told) -> None:
    shown = ("/", "/feed.xml", "/section/news", "/tag/place-raqqa/feed.json", "/archive/2024/03/10", "/sitemap.xml")
    with Listener() as network, serving(told(f'purge_url = "{network.url}"')) as site:
        put(site)
        network.until(lambda: bool(network.calls))
        keys = {address: site.get(address).headers["surrogate-key"].split() for address in shown}
        network.calls.clear()
        put(site, revision=2, headline="عنوان آخر")
        network.until(lambda: bool(network.calls))
        named = {key for call in network.calls for key in call.json["keys"]}
        assert [address for address in shown if named.isdisjoint(keys[address])] == []


def test_a_ruling_about_a_tag_makes_the_network_forget_everything(told: Told) -> None:
    with Listener() as network, serving(told(f'purge_url = "{network.url}"')) as site:
        ruling = {"id": "place:raqqa", "type": "place", "revision": 1, "name": "الرقّة", "into": None, "blocked": False}
        site.put("/api/tags/place:raqqa", json=ruling)
        network.until(lambda: bool(network.calls))
        assert network.calls[0].json == {"keys": ["site"], "paths": ["/*"]}


def test_a_network_that_was_away_for_too_long_is_told_to_forget_everything(told: Told) -> None:
    with Listener(lambda _: 503) as network:
        settings = told(f'purge_url = "{network.url}"')
        with serving(settings) as site:
            put(site)
            put(site, "power")
            network.until(lambda: bool(network.calls))
        with closing(sqlite3.connect(settings.site_database)) as db:
            db.execute("DELETE FROM change WHERE seq = (SELECT min(seq) FROM change)")
            db.commit()
        network.judge = lambda _: 204
        with serving(settings):
            network.until(lambda: bool(network.accepted))
        assert network.accepted[0].json["paths"] == ["/*"]


def test_many_keys_are_told_in_several_calls(told: Told) -> None:
    tags = [{"id": f"topic:{number}", "type": "topic", "name": f"موضوع {number}"} for number in range(250)]
    with Listener() as network, serving(told(f'purge_url = "{network.url}"')) as site:
        put(site, enrichment={"tags": tags})
        network.until(lambda: len(network.calls) >= 3)
        named = {key for call in network.calls for key in call.json["keys"]}
        assert {f"tag:topic-{number}" for number in range(250)} <= named
        assert max(len(call.json["keys"]) for call in network.calls) == 100


def test_the_token_of_purges_is_in_no_log(
    told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHABAR_SITE_PURGE_TOKEN", "sesame-open")
    with Listener(lambda _: 500) as network, serving(told(f'purge_url = "{network.url}"')) as site:
        put(site)
        network.until(lambda: len(network.calls) > 1)
    captured = capsys.readouterr()
    assert "sesame-open" not in captured.out + captured.err

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from redis.asyncio import Redis
from typer.testing import CliRunner

from khabar.config import SourceSettings
from khabar.errors import KhabarError, Rejected
from khabar.keys import Keys
from khabar_ingest.commands import source
from khabar_ingest.registry import Registry, states

pytestmark = pytest.mark.server

FILE = (
    SourceSettings(id="agency", type="feed", url="http://a.example/feed"),
    SourceSettings(id="desk", type="folder", path="in"),
)
RSS = (
    '<rss version="2.0"><channel><title>وكالة</title><language>ar</language>'
    "<item><guid>1</guid><title>افتتاح المعرض</title><link>http://a.example/1</link>"
    "<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><description>افتتح المعرض صباح اليوم.</description></item>"
    "<item><title>بلا تاريخ</title><description>نص.</description></item></channel></rss>"
)


@pytest.fixture
def registry(redis_client: Redis, keys: Keys) -> Registry:
    return Registry(redis_client, keys, FILE)


@pytest.fixture
def web() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as server:
        yield server


async def test_before_anything_was_changed_the_file_stands(registry: Registry) -> None:
    await registry.load()
    assert list(registry.active) == ["agency", "desk"]
    assert {each.origin for each in registry.listed.values()} == {"file"}


async def test_a_source_of_the_file_is_changed_paused_and_removed_and_others_notice(
    registry: Registry, redis_client: Redis, keys: Keys
) -> None:
    other = Registry(redis_client, keys, FILE)
    await registry.put(FILE[0].model_copy(update={"url": "http://b.example/feed"}), by="قيس")
    await registry.pause("desk", "يُرمَّم", by="قيس")
    await other.load()
    assert other.version == registry.version != "0"
    assert (other.get("agency") or FILE[1]).url == "http://b.example/feed"
    assert other.listed["agency"].origin == "file, changed by command"
    assert (list(other.active), other.at_work("desk")) == (["agency"], None)
    assert (other.listed["desk"].change.paused, other.listed["desk"].change.by) == ("يُرمَّم", "قيس")
    await registry.resume("desk", by="قيس")
    await registry.remove("agency", by="قيس")
    await other.load()
    assert (list(other.active), other.removed("agency")) == (["desk"], True)


async def test_a_pause_keeps_what_else_was_changed(registry: Registry) -> None:
    await registry.put(SourceSettings(id="new", type="api", section="sport"), by="قيس")
    await registry.pause("new", "", by="قيس")
    await registry.resume("new", by="قيس")
    assert (registry.at_work("new") or FILE[0]).section == "sport"


async def test_a_source_that_is_not_there_is_named(registry: Registry) -> None:
    for change in (registry.remove("nobody", by="x"), registry.pause("nobody", "", by="x")):
        with pytest.raises(Rejected, match="no source 'nobody'"):
            await change


async def test_a_damaged_change_leaves_the_files_word(registry: Registry, redis_client: Redis, keys: Keys) -> None:
    await redis_client.hset(keys("sources"), mapping={"agency": "{not json", "ghost": '{"settings": {"id": "GHOST"}}'})
    await registry.load()
    assert list(registry.active) == ["agency", "desk"]


async def test_the_list_says_how_each_source_is_doing(registry: Registry, redis_client: Redis, keys: Keys) -> None:
    await registry.pause("desk", "يُرمَّم", by="قيس")
    memory: dict[Any, Any] = {"polled_at": "1770000000", "error": "the server answered 500", "failures": "2"}
    await redis_client.hset(keys("source", "agency"), mapping=memory)
    seconds, _ = await redis_client.time()
    await redis_client.zadd(keys("source-due"), {"agency": (seconds + 500) * 1000})
    agency, desk = await states(redis_client, keys, list(registry.listed.values()))
    assert (agency["state"], agency["reason"]) == ("refused", "the server answered 500")
    assert agency["polled_at"] == "2026-02-02T02:40:00+00:00"
    assert 400 < agency["next_in_seconds"] <= 500
    assert (desk["state"], desk["reason"], desk["by"]) == ("paused", "يُرمَّم", "قيس")


@pytest.fixture
def environment(valkey_url: str, keys: Keys, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "newsroom.toml").write_text('[[sources]]\nid = "desk"\ntype = "folder"\npath = "in"\n', "utf-8")
    return {
        "KHABAR_REDIS_URL": valkey_url,
        "KHABAR_NEWSROOM": keys.newsroom,
        "KHABAR_CONFIG": str(tmp_path / "newsroom.toml"),
        "KHABAR_DATA": str(tmp_path / "data"),
        "KHABAR_BLOBS": str(tmp_path / "blobs"),
        "KHABAR_FETCH_PRIVATE": "127.0.0.0/8",
        "KHABAR_FETCH_GAP_SECONDS": "0",
        "COLUMNS": "200",
    }


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    returncode: int
    stdout: str
    stderr: str


def khabar(environment: dict[str, str], *arguments: str) -> Answer:
    """The command as operators give it; errors raised on purpose are what the command line prints of them."""
    done = CliRunner().invoke(source, list(arguments), env=environment)
    if done.exception and not isinstance(done.exception, SystemExit | KhabarError):
        raise done.exception
    said = str(done.exception) if isinstance(done.exception, KhabarError) else ""
    return Answer(done.exit_code, done.stdout, done.stderr + said)


def ids(environment: dict[str, str]) -> dict[str, str]:
    rows = json.loads(khabar(environment, "list", "--json").stdout)["sources"]
    return {row["id"]: row["state"] for row in rows}


def test_an_operator_adds_pauses_and_removes_a_source(environment: dict[str, str]) -> None:
    added = khabar(
        environment, "add", "agency", "http://a.example/feed", "--set", "interval=120", "--set", "section=sport"
    )
    assert (added.returncode, added.stdout) == (0, "source agency: added, http://a.example/feed\n")
    assert khabar(environment, "add", "agency", "http://b.example/feed").returncode != 0
    assert khabar(environment, "add", "agency", "http://b.example/feed", "--replace").returncode == 0
    assert khabar(environment, "pause", "agency", "--reason", "يُرمَّم").returncode == 0
    assert ids(environment) == {"desk": "waiting", "agency": "paused"}
    assert "يُرمَّم" in khabar(environment, "list").stdout
    assert khabar(environment, "resume", "agency").returncode == 0
    assert khabar(environment, "remove", "agency").returncode == 0
    assert ids(environment) == {"desk": "waiting"}


def test_a_source_with_wrong_settings_is_not_added(environment: dict[str, str]) -> None:
    for wrong in (["--type", "carrier-pigeon"], ["--set", "interval=-5"], ["--set", "timezone=Mars/Olympus"]):
        answer = khabar(environment, "add", "agency", "http://a.example/feed", *wrong)
        assert answer.returncode != 0
        assert wrong[1].rpartition("=")[2] in answer.stderr or "timezone" in answer.stderr
    assert ids(environment) == {"desk": "waiting"}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "http://2130706433/", "http://[bad/"])
def test_an_address_that_can_never_be_fetched_is_not_added(environment: dict[str, str], url: str) -> None:
    for kind in ("feed", "sitemap"):
        answer = khabar(environment, "add", "agency", url, "--type", kind)
        assert answer.returncode != 0
        assert "agency" in answer.stderr
    assert ids(environment) == {"desk": "waiting"}


def test_a_misspelt_setting_is_named(environment: dict[str, str]) -> None:
    wrong = ("--set", "intervall=60", "--set", "interval=60")
    answer = khabar(environment, "add", "agency", "http://a.example/feed", *wrong)
    assert answer.returncode == 0
    assert "'intervall'" in answer.stderr
    assert "'interval'" not in answer.stderr


def test_a_list_of_feeds_goes_in_and_out(environment: dict[str, str], tmp_path: Path) -> None:
    outlines = (
        '<outline text="رياضة"><outline type="rss" text="ملاعب" xmlUrl="http://s.example/feed"/></outline>'
        '<outline type="rss" text="أخبار" xmlUrl="http://n.example/feed"/><outline text="x" xmlUrl="file:///etc"/>'
    )
    opml = f'<opml version="2.0"><head><title>قائمة</title></head><body>{outlines}</body></opml>'
    (tmp_path / "feeds.opml").write_text(opml, "utf-8")
    first = khabar(environment, "import", str(tmp_path / "feeds.opml"))
    assert (first.returncode, first.stdout.count("added")) == (0, 2)
    assert "x" in first.stderr
    assert khabar(environment, "import", str(tmp_path / "feeds.opml")).stdout.count("is there already") == 2
    out = khabar(environment, "export").stdout
    assert "http://s.example/feed" in out
    assert "رياضة" in out


def test_what_would_come_in_is_shown_and_nothing_is_touched(
    environment: dict[str, str], web: HTTPServer, tmp_path: Path
) -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><p>صحيفة</p></html>'
    web.expect_request("/").respond_with_data(page, content_type="text/html")
    web.expect_request("/rss").respond_with_data(RSS, content_type="application/rss+xml")
    answer = khabar(environment, "check", web.url_for("/"), "--json")
    found = json.loads(answer.stdout)
    assert (answer.returncode, found["url"], found["found"], found["entries"]) == (
        0,
        web.url_for("/rss"),
        "announced",
        2,
    )
    assert found["first"][0] == {"headline": "افتتاح المعرض", "published_at": "2026-03-02T08:00:00+00:00"}
    assert any("1 of 2 have no date" in each for each in found["warnings"])
    assert any("ETag" in each for each in found["warnings"])
    assert not (tmp_path / "blobs").exists()
    assert ids(environment) == {"desk": "waiting"}
    assert "افتتاح المعرض" in khabar(environment, "check", web.url_for("/")).stdout


def test_a_check_of_a_source_shows_what_its_rules_do(environment: dict[str, str], web: HTTPServer) -> None:
    web.expect_request("/rss").respond_with_data(RSS, content_type="application/rss+xml")
    drop = 'drop={headline = ["افتتاح"]}'
    added = khabar(environment, "add", "agency", web.url_for("/rss"), "--set", drop, "--set", "full_text=always")
    assert added.returncode == 0
    found = json.loads(khabar(environment, "check", "agency", "--json").stdout)
    assert (found["entries"], len(found["first"])) == (1, 1)
    assert found["dropped"] == ["افتتاح المعرض: dropped by the rule drop.headline of its source: افتتاح"]


def test_a_check_of_a_source_reads_what_its_polls_read(environment: dict[str, str], web: HTTPServer) -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><p>صحيفة</p></html>'
    web.expect_request("/front").respond_with_data(page, content_type="text/html")
    web.expect_request("/rss").respond_with_data(RSS, content_type="application/rss+xml")
    assert khabar(environment, "add", "agency", web.url_for("/front")).returncode == 0
    found = json.loads(khabar(environment, "check", "agency", "--json").stdout)
    assert (found["url"], [each["headline"] for each in found["first"]]) == (web.url_for("/front"), ["صحيفة"])
    assert any("it leads to a feed" in each and web.url_for("/rss") in each for each in found["warnings"])


@pytest.mark.parametrize("place", ["/news.xml", "/index.xml"])
def test_a_check_of_a_sitemap_shows_its_newest_pages(environment: dict[str, str], web: HTTPServer, place: str) -> None:
    rows = (("/a", "2026-03-01"), ("/b", "2026-03-02"), ("/c", "2026-02-01"))
    pages = "".join(f"<url><loc>{web.url_for(path)}</loc><lastmod>{day}</lastmod></url>" for path, day in rows)
    index = f"<sitemap><loc>{web.url_for('/news.xml')}</loc><lastmod>2026-03-02</lastmod></sitemap>"
    web.expect_request("/news.xml").respond_with_data(f"<urlset>{pages}</urlset>", content_type="text/xml")
    web.expect_request("/index.xml").respond_with_data(f"<sitemapindex>{index}</sitemapindex>")
    web.expect_request("/rss").respond_with_data(RSS, content_type="application/rss+xml")
    assert khabar(environment, "add", "portal", web.url_for(place), "--type", "sitemap").returncode == 0
    answer = khabar(environment, "check", "portal", "--json")
    found = json.loads(answer.stdout)
    assert (answer.returncode, found["found"], found["entries"]) == (0, "a sitemap", 3)
    assert [each["headline"] for each in found["first"]] == [web.url_for(path) for path in ("/b", "/a", "/c")]
    assert web.url_for("/b") in khabar(environment, "check", "portal").stdout


def test_a_check_of_a_site_without_a_feed_names_its_sitemap(environment: dict[str, str], web: HTTPServer) -> None:
    web.expect_request("/").respond_with_data("<html><p>صحيفة</p></html>", content_type="text/html")
    web.expect_request("/robots.txt").respond_with_data("User-agent: *\nSitemap: /news.xml\n")
    found = json.loads(khabar(environment, "check", web.url_for("/"), "--json").stdout)
    assert any(web.url_for("/news.xml") in each and "type sitemap" in each for each in found["warnings"])


def test_a_check_of_what_is_not_there_fails_with_the_reason(environment: dict[str, str], web: HTTPServer) -> None:
    web.expect_request("/gone").respond_with_data(status=404)
    answer = khabar(environment, "check", web.url_for("/gone"))
    assert answer.returncode != 0
    assert "404" in answer.stderr
    assert "is no source" in khabar(environment, "check", "nobody").stderr

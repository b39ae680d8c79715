"""Whether a page shows what was delivered: what is read from it, and what that is taken for."""

import time
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from khabar.config import TargetSettings
from khabar.events import make, short_id
from khabar.models import Receipt
from khabar_publish.proving import pace
from khabar_publish.proving.judge import judge
from khabar_publish.proving.kinds import Grounds
from khabar_publish.proving.page import Mark, Page
from khabar_publish.proving.sought import Finding, Sought
from khabar_publish.proving.words import known_by
from khabar_publish.settings import PublishSettings

from .stories import ARTICLE, WHEN, enriched, removal

URL = "https://news.example/2024/03/water"
SHA = f"{2:064x}"
MEGABYTES = 2 * 1024 * 1024


def sought(*, removed: bool = False, outcome: str = "created", words: tuple[str, ...] | None = None) -> Sought:
    receipt = Receipt(id=ARTICLE, revision=2, target="site", url=URL, content_sha256=SHA, outcome=outcome, words=words)
    name = "article.removed" if removed else "article.published"
    event = make(name, receipt, source="khabar/publish/site", subject=ARTICLE, revision=2, target="site", time=WHEN)
    return Sought.of(event, receipt, URL)


def page(mark: str = "", body: str = "", status: int = 200, url: str = URL) -> Page:
    head = f'<meta name="khabar" content="{mark}">' if mark else ""
    return Page(status, url, f"<html><head>{head}</head><body>{body}</body></html>")


def test_a_page_tells_its_mark_however_its_attributes_are_written() -> None:
    text = f"<head><META content='{ARTICLE} 12 {SHA}'  NAME = \"khabar\" /></head>"
    assert Page(200, URL, text).mark == Mark(ARTICLE, 12, SHA)


@pytest.mark.parametrize("mark", ["", "x", f"{ARTICLE} ٢ {SHA}", f"{ARTICLE} -1 {SHA}", f"{ARTICLE} {'9' * 40} {SHA}"])
def test_a_mark_that_cannot_be_read_is_none(mark: str) -> None:
    assert page(mark).mark is None


def test_a_mark_in_the_text_of_an_article_is_not_believed() -> None:
    assert page(body=f'<meta name="khabar" content="{ARTICLE} 2 {SHA}">').mark is None


@pytest.mark.parametrize(
    ("mark", "seen", "why"),
    [
        (f"{ARTICLE} 2 {SHA}", "revision", ""),
        (f"{ARTICLE} 3 {'0' * 64}", "newer", ""),
        (f"{ARTICLE} 1 {SHA}", "", "still shows revision 1"),
        (f"{ARTICLE} 2 {'a' * 64}", "", "revision 2 with another content (aaaaaaaaaaaa…, not 000000000000…)"),
        (f"x{ARTICLE[1:]} 2 {SHA}", "", "shows another article"),
        ("", "", "no mark by which it would be known"),
    ],
)
def test_a_page_is_right_when_it_shows_the_delivered_revision_and_content(mark: str, seen: str, why: str) -> None:
    found = judge(sought(), page(mark), signed=True)
    assert found.seen == seen
    assert why in found.why


def test_the_page_of_the_article_that_stands_for_a_copy_is_right() -> None:
    assert judge(sought(), page(f"other 7 {SHA}"), signed=True, copy=True).seen == "copy"


def test_words_are_known_though_the_page_sets_quotes_and_breaks_otherwise() -> None:
    words = ('قال: "لن نعود" - أبداً', "It's   done...")
    body = "<p>قال: &#8220;لن <b>نع</b>ود&#8221; &ndash; أبداً</p>\n<p>It&rsquo;s\ndone…</p>"
    assert judge(sought(words=words), page(body=body), signed=False).seen == "words"


def test_words_in_a_script_are_not_seen_by_readers() -> None:
    body = "<script>var headline = 'عادت المياه'</script>"
    found = judge(sought(words=("عادت المياه",)), page(body=body), signed=False)
    assert not found.seen
    assert "do not stand on it" in found.why


@pytest.mark.parametrize(
    ("found", "seen", "why"),
    [
        (page(status=404), "gone", ""),
        (page(status=410), "gone", ""),
        (page(status=302), "gone", ""),
        (page(status=500), "", "answered 500"),
        (page(f"{ARTICLE} 1 {SHA}"), "", "still there: the page shows revision 1"),
        (page(f"{ARTICLE} 3 {SHA}"), "newer", ""),
        (page(f"other 1 {SHA}"), "gone", ""),
        (page(f"{ARTICLE} 2 "), "notice", ""),
        (page(f"{ARTICLE} 1 "), "", "still there"),
        (page(f"{ARTICLE} 2 {SHA}"), "", "still there: the page shows revision 2"),
        (page(url="https://news.example/"), "gone", ""),
        (page(), "", "still there: the page answers 200"),
        (Page(url=URL, failure="ConnectError"), "", "ConnectError"),
    ],
)
def test_a_removed_article_is_gone_when_nothing_of_it_is_there(found: Page, seen: str, why: str) -> None:
    finding = judge(sought(removed=True), found, signed=False)
    assert finding.seen == seen
    assert why in finding.why


def test_a_notice_in_place_of_a_withdrawn_article_is_no_article() -> None:
    assert judge(sought(removed=True, outcome="withdrawn"), page(), signed=False).seen == "gone"
    assert judge(sought(removed=True), page(), signed=True).seen == "gone"


def test_what_lies_at_another_host_is_given_up_at_once() -> None:
    found = judge(sought(), Page(url="http://10.0.0.1/", elsewhere=True), signed=True)
    assert found == Finding(why=found.why, hopeless=True)


@pytest.mark.parametrize(
    "text",
    [
        "<" * MEGABYTES,
        "<meta " * (MEGABYTES // 6),
        "<script>" * (MEGABYTES // 8),
        "<style></style" * (MEGABYTES // 14),
        '<meta name="khabar" content=' * (MEGABYTES // 28),
        "<meta " + 'a="' * (MEGABYTES // 3),
        "&amp;" * (MEGABYTES // 5),
    ],
)
def test_a_hostile_page_is_read_in_a_moment(text: str) -> None:
    began = time.perf_counter()
    hostile = Page(200, URL, text)
    assert hostile.mark is None
    assert not hostile.has_words(("عادت المياه",))
    assert time.perf_counter() - began < 5


def test_looks_come_ever_further_apart_and_the_last_one_when_the_patience_ends() -> None:
    assert [pace.wait(looks, 0, 100) for looks in range(1, 8)] == [0.2, 0.5, 1, 2, 5, 10, 10]
    assert pace.wait(6, 27, 30) == 3
    assert pace.wait(7, 30, 30) is None


def test_words_are_those_that_the_rights_allow() -> None:
    body = [{"type": "paragraph", "text": text} for text in ("الأولى", "الوسطى", "الأخيرة")]
    assert known_by(enriched(headline="العنوان", body=body)) == ("العنوان", "الأولى", "الأخيرة")
    assert known_by(enriched(headline="العنوان", body=body, rights="index-only")) == ("العنوان",)
    assert known_by(removal()) is None


def grounds(*, type_: str = "site", url: str | None = None, public: str | None = None, **rules: Any) -> Grounds:  # noqa: ANN401 - a target's settings
    target = TargetSettings.model_validate({"id": "t", "type": type_, "url": url, **rules})
    return Grounds.of(target, PublishSettings(site_url="http://site:8000", site_public_url=public))


def test_a_site_is_read_where_its_readers_read_it() -> None:
    ground = grounds(public="https://news.example")
    receipt = sought().receipt
    places = ground.places(receipt, f"https://news.example/2024/03/{short_id(ARTICLE)}-water")
    assert places.page == f"https://news.example/2024/03/{short_id(ARTICLE)}-water"
    assert (places.front, places.feed) == ("https://news.example/", "https://news.example/feed.xml")
    assert places.needle == short_id(ARTICLE)
    assert not places.copy
    assert ground.places(receipt, "https://news.example/2024/03/aaaaaaaaaaaa-other").copy


def test_an_address_that_only_this_machine_has_is_read_where_the_site_takes_pushes() -> None:
    ground = grounds(public="http://127.0.0.1:8000")
    assert ground.places(sought().receipt, "http://127.0.0.1:8000/2024/03/x").page == "http://site:8000/2024/03/x"
    assert ground.places(sought().receipt, "http://127.0.0.1:80001/x").page == "http://127.0.0.1:80001/x"


@pytest.mark.parametrize(
    ("type_", "rules", "seconds", "canary"),
    [
        ("site", {}, 30, True),
        ("site", {"verify_seconds": 0, "canary": False}, 0, False),
        ("site", {"enabled": False}, 30, False),
        ("wordpress", {"url": "https://blog.example"}, 60, True),
        ("webhook", {"url": "https://partner.example/hook"}, 0, False),
        ("webhook", {"url": "https://partner.example/hook", "verify_seconds": 20}, 20, False),
        ("folder", {}, 0, False),
        ("folder", {"url": "https://static.example"}, 30, True),
        ("telegram", {}, 0, False),
    ],
)
def test_each_kind_has_its_patience_unless_the_newsroom_says_otherwise(
    type_: str, rules: dict[str, Any], seconds: float, *, canary: bool
) -> None:
    ground = grounds(type_=type_, **rules)
    assert (ground.seconds, ground.canary) == (seconds, canary)


def test_only_the_hosts_of_the_target_are_read() -> None:
    origins = grounds(type_="wordpress", url="https://blog.example").origins
    held = ["https://blog.example/x", "http://blog.example/x", "https://BLOG.example:443/"]
    refused = [
        "https://blog.example:8443/",
        "https://evil.example/",
        "https://u:p@blog.example/",
        "ftp://blog.example/",
    ]
    assert all(origins.hold(url) for url in map(httpx.URL, held))
    assert not any(origins.hold(url) for url in map(httpx.URL, refused))


def test_a_proof_continues_the_trace_of_its_receipt() -> None:
    wanted = sought()
    cause = wanted.cause("khabar/publish/site", datetime.now(UTC))
    assert (cause.id, cause.traceparent, cause.correlationid) == (
        wanted.event,
        wanted.traceparent,
        wanted.correlationid,
    )

import json
import re
from html.parser import HTMLParser
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from khabar.config import Config
from khabar_site.content import excerpt, rights
from khabar_site.look import Look
from khabar_site.store.shown import Shown, milliseconds, place
from khabar_site.weblinks import weblink
from tests.unit.site.articles import HEADLINE, LEAD, date, revision_of

ZONE = ZoneInfo("Asia/Damascus")
NEWSROOM = {"name": "مرصد الفرات", "timezone": "Asia/Damascus"}
LOOK = Look(Config.model_validate({"newsroom": NEWSROOM, "site": {"pictures": "link"}}), "https://news.test")


def page(**changes: Any) -> str:  # noqa: ANN401 - any field of an article
    revision = revision_of(**changes)
    first = revision.published_at or revision.received_at
    return "".join(LOOK.render_article(Shown(revision, place(revision, milliseconds(first), ZONE))))


class Elements(HTMLParser):
    """What a browser makes of a page: every element with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<body>")[1]).split())


def test_the_lead_stands_once_when_the_body_begins_with_it() -> None:
    html = page()
    assert words(html).count("عادت المياه، أمس السبت") == 1
    assert f'<p class="lead">{LEAD}</p>' in html


def test_a_lead_that_a_feed_cut_short_is_not_repeated() -> None:
    assert words(page(lead="عادت المياه، أمس السبت…")).count("عادت المياه") == 1


def test_a_lead_of_its_own_stands_before_the_body() -> None:
    html = words(page(lead="خلاصة الخبر في سطر."))
    assert html.index("خلاصة الخبر") < html.index("عادت المياه")


def test_subheads_are_second_level_headings() -> None:
    assert '<h2 id="h-أسباب-الانقطاع">أسباب الانقطاع</h2>' in page()


def test_dates_in_headline_and_body_are_times() -> None:
    dates = [date(LEAD, "أمس السبت", "body.0", "2024-03-09"), date(HEADLINE, "عودة", "headline", "2024")]
    html = page(enrichment={"dates": dates})
    assert '<time datetime="2024-03-09" title="السبت، 9 آذار/مارس 2024">أمس السبت</time>' in html
    assert '<time datetime="2024" title="2024">عودة</time>' in html


def test_an_update_is_told_only_after_a_real_change() -> None:
    changed = "2024-03-10T15:00:00+03:00"
    assert "حُدّث" not in page(updated_at=changed)
    assert "حُدّث: " in page(revision=2, updated_at=changed)


def test_hostile_words_are_inert_everywhere_on_the_page() -> None:
    evil = '</title></script><script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e'
    html = page(
        headline=evil,
        lead=evil,
        body=[{"type": "paragraph", "text": evil, "html": evil}, {"type": "list", "items": [evil]}],
        authors=[evil],
        dateline=evil,
        credit=evil,
        canonical_url="javascript:alert(1)",
        source={"id": "x", "name": evil},
        media=[{"url": 'https://x.test/"onerror="alert(1)', "alt": evil, "caption": evil, "credit": evil}],
        enrichment={"tags": [{"id": evil, "type": "topic", "name": evil}]},
    )
    elements = Elements(html).found
    assert [tag for tag, names in elements if any(name.startswith("on") for name in names)] == []
    assert [names["src"] for tag, names in elements if tag == "img"] == ['https://x.test/"onerror="alert(1)']
    assert not [names for _, names in elements if (names.get("href") or "").startswith("javascript")]
    assert {names.get("type") for tag, names in elements if tag == "script"} == {"application/ld+json"}
    assert "\u202e" not in html
    linked = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert linked
    assert json.loads(linked[1])["headline"] == evil.removesuffix("\u202e")


def test_the_page_says_what_it_is_to_machines() -> None:
    linked = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(), re.DOTALL)
    assert linked
    told = json.loads(linked[1])
    assert told["@type"] == "NewsArticle"
    assert told["datePublished"] == "2024-03-10T09:30:00+03:00"
    assert told["url"].startswith("https://news.test/2024/03/")


def test_share_links_need_no_script() -> None:
    html = page()
    for host in (
        "https://wa.me/?",
        "https://t.me/share/url?",
        "https://www.facebook.com/",
        "https://x.com/",
        "mailto:?",
    ):
        assert f'href="{host}' in html
    assert re.search(r'<input id="short"[^>]* readonly value="https://news.test/a/[a-z2-7]{12}">', html)


def test_a_picture_keeps_its_size_alt_and_credit() -> None:
    picture = {"url": "https://img.test/a.jpg", "alt": "مضخة", "credit": "تصوير: ليلى", "width": 800, "height": 600}
    html = page(media=[picture])
    assert '<img src="https://img.test/a.jpg" alt="مضخة" decoding="async"' in html
    assert "تصوير: ليلى" in html
    assert "<figure>" not in page(media=[{**picture, "url": "http://img.test/a.jpg"}])


def test_an_article_in_another_language_carries_its_own_direction() -> None:
    html = page(headline="Water is back", language="en", direction="ltr")
    assert '<h1 lang="en" dir="ltr">Water is back</h1>' in html
    assert '<html lang="ar" dir="rtl">' in html


@pytest.mark.parametrize(
    ("granted", "lead_shown", "body_shown"),
    [("full", True, True), ("excerpt+link", True, False), ("index-only", False, False)],
)
def test_no_more_is_shown_than_the_source_allows(granted: str, *, lead_shown: bool, body_shown: bool) -> None:
    html = page(rights=granted, canonical_url="https://source.test/1")
    assert ("عادت المياه" in html) is lead_shown
    assert ("المضخة تعطلت" in html) is body_shown
    assert 'href="https://source.test/1"' in html


def test_rights_in_words_we_do_not_know_allow_the_least() -> None:
    assert rights(revision_of(rights="ask first")) == "index-only"


def test_an_excerpt_is_cut_at_a_word() -> None:
    text = excerpt(revision_of(lead="كلمة " * 100))
    assert len(text) <= 221
    assert text.endswith("كلمة…")


def test_only_web_addresses_become_links() -> None:
    assert weblink("https://a.test/x") == "https://a.test/x"
    assert weblink("javascript:alert(1)") is None
    assert weblink("https://a.test/ javascript:") is None
    assert weblink("java\x01script:alert(1)") is None
    assert weblink("https://a.test/\u202ex") == "https://a.test/x"


def test_a_picture_hidden_behind_an_unruly_sign_is_judged_by_what_the_page_would_show() -> None:
    html = page(
        media=[{"url": "https://img.test/\x01a.jpg"}],
        body=[{"type": "image", "url": "ht\x01tps://img.test/b.jpg"}, {"type": "embed", "url": "java\x01script:x"}],
    )
    assert {names["src"] for tag, names in Elements(html).found if tag == "img"} == {
        "https://img.test/a.jpg",
        "https://img.test/b.jpg",
    }
    assert '"image": [{"@type": "ImageObject", "url": "https://img.test/a.jpg"}]' in html
    assert "script:x" not in html


def test_a_page_of_many_short_paragraphs_is_made_in_linear_time() -> None:
    took = [_seconds_for(count) for count in (2_000, 16_000)]
    assert took[1] < 24 * took[0]


def _seconds_for(count: int) -> float:
    dates = [date("أمس", "أمس", f"body.{number}", "2024-03-09") for number in range(count)]
    body = [{"type": "paragraph", "text": "أمس"}] * count
    revision = revision_of(body=body, enrichment={"dates": dates})
    shown = Shown(revision, place(revision, 0, ZONE))
    began = process_time()
    LOOK.render_article(shown)
    return process_time() - began


def test_the_same_article_gives_the_same_page_to_the_byte() -> None:
    assert page() == page()

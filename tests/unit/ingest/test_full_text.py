"""Which items of a feed are only the beginning of an article, and what their page adds."""

from datetime import UTC, datetime
from typing import Any

import pytest

from khabar.config import SourceSettings
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.rules.full_text import filled, is_whole, teasers

FEED = "https://e.example/feed"
LONG = "انقطعت الكهرباء عن أحياء المدينة منذ الفجر. " * 40


def source(full_text: Any) -> SourceSettings:  # noqa: ANN401 - a literal
    return SourceSettings(id="agency", type="feed", full_text=full_text)


def draft(*texts: str, **fields: Any) -> Draft:  # noqa: ANN401 - any field of a draft
    body = [{"type": "paragraph", "text": text} for text in texts]
    return Draft.model_validate({"headline": "خبر", "canonical_url": "https://e.example/1", "body": body} | fields)


@pytest.mark.parametrize(
    ("item", "is_teaser"),
    [
        (draft("بداية الخبر…"), True),
        (draft("بداية الخبر ..."), True),
        (draft("بداية الخبر [...]"), True),
        (draft("بداية الخبر […]"), True),
        (draft(), True),
        (draft("قال الوزير… ثم صمت."), False),
        (draft("خبر قصير مكتمل."), False),
        (draft(LONG + "…"), False),
        (draft("بداية الخبر…", canonical_url=None), False),
        (draft("بداية الخبر…", canonical_url=FEED), False),
        (draft("بداية الخبر…", status="canceled"), False),
        (draft("بداية الخبر…", embargo=Embargo()), False),
    ],
)
def test_a_teaser_is_known_by_where_it_breaks_off(item: Draft, is_teaser: bool) -> None:  # noqa: FBT001 - a row of the table
    assert bool(teasers([item], source("auto"), FEED)) == is_teaser


def test_a_feed_of_nothing_but_single_paragraphs_is_a_feed_of_summaries() -> None:
    summaries = [draft(f"ملخص {number}.", canonical_url=f"https://e.example/{number}") for number in range(4)]
    assert teasers(summaries, source("auto"), FEED) == [0, 1, 2, 3]
    assert teasers([*summaries, draft("أولى.", "ثانية.")], source("auto"), FEED) == []
    assert teasers(summaries[:2], source("auto"), FEED) == []


def test_what_is_pushed_is_left_as_its_sender_wants_it_unless_the_rule_says_always() -> None:
    items = [draft("بداية الخبر…"), draft(LONG)]
    assert teasers(items, source("auto"), None) == []
    assert teasers(items, source("always"), None) == [0, 1]
    assert teasers(items, source("never"), FEED) == []


def test_a_page_that_tells_something_else_is_not_the_articles() -> None:
    teaser = draft("انقطعت الكهرباء عن المدينة منذ…", headline="انقطاع الكهرباء")
    assert is_whole(teaser, draft(LONG, headline="انقطاع الكهرباء عن المدينة"))
    assert not is_whole(teaser, draft("سجّل الدخول لمتابعة القراءة.", headline="تسجيل الدخول"))


def test_the_page_adds_its_text_and_what_the_feed_did_not_say() -> None:
    noon = datetime(2024, 5, 1, 12, tzinfo=UTC)
    picture, other = ({"url": f"https://e.example/{name}.jpg"} for name in "ab")
    teaser = draft("بداية الخبر…", headline="من الموجز", lead="بداية الخبر…", media=[other], categories=["سياسة"])
    page = draft(
        "بداية الخبر وبقيته.", "فقرة ثانية.", headline="من الصفحة", authors=["سلمى"], media=[picture],
        published_at=noon, date_source="page", section_hint="محليات", categories=["أخرى"],
    )  # fmt: skip
    made = filled(teaser, page)
    assert (made.headline, made.body, made.lead) == ("من الموجز", page.body, "بداية الخبر وبقيته.")
    assert (made.authors, made.categories, made.section_hint) == (("سلمى",), ("سياسة",), "محليات")
    assert (made.published_at, made.date_source) == (noon, "page")
    assert [media.url[-5:] for media in made.media] == ["a.jpg", "b.jpg"]


def test_a_page_with_no_more_text_than_the_feed_adds_none() -> None:
    item = draft("خبر مكتمل في سطر واحد.")
    assert filled(item, draft("خبر مكتمل")) is item

"""What a source's rules make of its items, decided purely."""

from datetime import UTC, datetime
from typing import Any

import pytest

from khabar.config import SourceSettings
from khabar.models import Block
from khabar_ingest.draft import Draft
from khabar_ingest.rules.beginnings import passed_over
from khabar_ingest.rules.dropping import dropped
from khabar_ingest.rules.ranking import ranked
from khabar_ingest.rules.replacing import replaced
from khabar_ingest.rules.treatment import treat


def source(**rules: Any) -> SourceSettings:  # noqa: ANN401 - any rule
    return SourceSettings.model_validate({"id": "agency", "type": "feed"} | rules)


def draft(**fields: Any) -> Draft:  # noqa: ANN401 - any field of a draft
    return Draft.model_validate({"headline": "خبر", "body": [{"type": "paragraph", "text": "نص."}]} | fields)


def paragraph(**fields: Any) -> Block:  # noqa: ANN401 - any field of a block
    return Block(type="paragraph", **fields)


@pytest.mark.parametrize(
    ("rule", "fields", "because"),
    [
        ({"headline": ["حظك اليوم"]}, {"headline": "حَظّك اليوم مع الأبراج"}, "drop.headline of its source: حظك اليوم"),
        ({"headline": ["Live Blog"]}, {"headline": "LIVE  blog: the vote"}, "drop.headline of its source: Live Blog"),
        ({"headline": ["اعلان"]}, {"headline": "إعلان: شقق للبيع"}, "drop.headline of its source: اعلان"),
        ({"headline": ["حظ"]}, {"headline": "حظك اليوم"}, ""),
        ({"categories": ["أبراج"]}, {"categories": ["ثقافة", "ابراج"]}, "drop.categories of its source: أبراج"),
        ({"categories": ["أبراج"]}, {"categories": ["أبراج سكنية"]}, ""),
        ({"links": ["/ads/"]}, {"canonical_url": "https://e.example/ads/7"}, "drop.links of its source: /ads/"),
        ({"links": ["e.example/*/live"]}, {"canonical_url": "https://e.example/2024/live"}, "drop.links"),
        ({"links": ["e.example/*/live"]}, {"canonical_url": "https://e.example/live"}, ""),
        ({"links": ["/ads/"]}, {}, ""),
        ({"links": ["/أبراج/"]}, {"canonical_url": "https://e.example/%D8%A3%D8%A8%D8%B1%D8%A7%D8%AC/7"}, "/أبراج/"),
        ({"links": ["/%d8%a3%d8%a8%d8%b1%d8%a7%d8%ac/"]}, {"canonical_url": "https://e.example/أبراج/7"}, "drop.links"),
        ({"headline": ["خبر"]}, {"status": "canceled"}, ""),
        ({"headline": ["خبر"]}, {"status": "withheld"}, ""),
    ],
)
def test_an_item_is_dropped_by_whole_words_a_category_or_a_piece_of_its_link(
    rule: dict[str, Any], fields: dict[str, Any], because: str
) -> None:
    said = dropped(draft(**fields), source(drop=rule))
    assert because in said
    assert bool(said) == bool(because)


@pytest.mark.parametrize(
    ("rule", "fields", "urgency", "breaking"),
    [
        (None, {"urgency": 1, "breaking": True}, 1, True),
        (4, {"urgency": 1, "breaking": True}, 4, False),
        (2, {"breaking": True}, 2, True),
        ({"default": 6}, {}, 6, False),
        ({"default": 6}, {"urgency": 3}, 3, False),
        ({"default": 6}, {"breaking": True}, None, True),
        ({"map": {1: 3}}, {"urgency": 1, "breaking": True}, 3, False),
        ({"map": {1: 3}}, {"urgency": 2, "breaking": True}, 2, True),
        ({"always": 5, "words": {"عاجل": 1}}, {"headline": "عاجل | انقطاع الكهرباء"}, 1, False),
        ({"words": {"عاجل": 1, "انقطاع": 4}}, {"headline": "عاجل: انقطاع"}, 1, False),
        ({"words": {"عاجل": 1}}, {"headline": "مستعجل"}, None, False),
    ],
)
def test_the_newsroom_says_how_urgent_a_sources_items_are(
    rule: object,
    fields: dict[str, Any],
    urgency: int | None,
    breaking: bool,  # noqa: FBT001 - a row of the table
) -> None:
    made = ranked(draft(**fields), source(priority=rule))
    assert (made.urgency, made.breaking) == (urgency, breaking)


def test_a_sources_section_stands_before_what_its_items_say() -> None:
    assert ranked(draft(section_hint="متفرقات"), source(section="economy")).section_hint == "economy"
    assert ranked(draft(section_hint="متفرقات"), source()).section_hint == "متفرقات"


def test_a_text_is_replaced_in_headline_lead_and_body_or_where_the_rule_says() -> None:
    item = draft(
        headline="قال (أ ف ب)", lead="(أ ف ب) موجز", body=[paragraph(text="نص (أ ف ب) آخر"), paragraph(text="ثان")]
    )
    everywhere = replaced(item, source(replace=[{"text": "(أ ف ب)"}]))
    assert (everywhere.headline, everywhere.lead, everywhere.body[0].text) == ("قال", "موجز", "نص آخر")
    only = replaced(item, source(replace=[{"text": "(أ ف ب)", "by": "–", "zones": ["body"]}]))
    assert (only.headline, only.body[0].text, only.body[1]) == (item.headline, "نص – آخر", item.body[1])


def test_a_pattern_is_replaced_with_what_its_groups_found() -> None:
    rule = {"pattern": r"(\d{1,4}) كيلومترا?", "by": r"\1 كم"}
    assert replaced(draft(headline="على بعد 12 كيلومترا"), source(replace=[rule])).headline == "على بعد 12 كم"


def test_rules_follow_one_another_in_their_order() -> None:
    rules = [{"text": "أ", "by": "ب"}, {"text": "ب", "by": "ج"}]
    assert replaced(draft(headline="أ ب"), source(replace=rules)).headline == "ج ج"


def test_marks_stay_where_the_words_beside_them_are_replaced() -> None:
    body = [paragraph(html='قالت <a href="https://e.example/1?a=1&amp;b=كلمة">الوكالة</a> كلمة &amp; كلمة')]
    [block] = replaced(draft(body=body), source(replace=[{"text": "كلمة", "by": "<لفظ>"}])).body
    assert block.text == "قالت الوكالة <لفظ> & <لفظ>"
    assert block.html is not None
    assert 'href="https://e.example/1?a=1&amp;b=كلمة"' in block.html
    assert "&lt;لفظ&gt; &amp; &lt;لفظ&gt;" in block.html


def test_marks_go_where_what_is_replaced_runs_across_them() -> None:
    body = [paragraph(html="<b>عاجل</b>: انقطاع الكهرباء")]
    [block] = replaced(draft(body=body), source(replace=[{"text": "عاجل: "}])).body
    assert (block.text, block.html) == ("انقطاع الكهرباء", None)


def test_a_paragraph_of_which_nothing_is_left_goes_and_a_headline_stays() -> None:
    item = draft(headline="إعلان", body=[paragraph(text="إعلان"), paragraph(text="نص")])
    made = replaced(item, source(replace=[{"text": "إعلان"}]))
    assert (made.headline, [block.text for block in made.body]) == ("إعلان", ["نص"])


def test_lists_and_tables_are_replaced_in_too() -> None:
    body = [Block(type="list", items=("كم أ", "أ")), Block(type="table", rows=(("أ", "ب"), ("ج", "أ")))]
    made = replaced(draft(body=body), source(replace=[{"text": "أ", "by": "د"}])).body
    assert (made[0].items, made[1].rows) == (("كم د", "د"), (("د", "ب"), ("ج", "د")))


def test_a_text_that_would_grow_without_end_stops_growing() -> None:
    body = [paragraph(text="a" * 20_000) for _ in range(40)]
    made = replaced(draft(body=body), source(replace=[{"text": "a", "by": "b" * 200}]))
    assert sum(len(block.text) for block in made.body) < 40 * 20_000 + 400_000


def test_patterns_are_not_looked_for_in_a_passage_longer_than_any_article() -> None:
    body = [paragraph(text="x" * 100_001), paragraph(text="x1")]
    made = replaced(draft(body=body), source(replace=[{"pattern": r"x\d"}, {"text": "xx", "by": "y"}]))
    assert made.body[0].text.startswith("y")


def test_without_rules_a_draft_is_left_as_it_is() -> None:
    item = draft()
    assert ranked(replaced(item, source()), source()) is item


def day(number: int) -> datetime:
    return datetime(2024, 5, number, tzinfo=UTC)


def test_the_newest_are_told_by_their_dates_and_without_any_by_their_order() -> None:
    dated = [draft(published_at=day(number)) for number in (3, 9, 1, 7)]
    assert passed_over(dated, 2) == {0, 2}
    assert passed_over([draft() for _ in range(4)], 3) == {3}
    assert passed_over([draft(), draft(updated_at=day(1))], 1) == {0}
    assert passed_over(dated, 0) == {0, 1, 2, 3}
    assert passed_over(dated, 9) == frozenset()


def test_what_is_dropped_takes_no_place_among_the_newest() -> None:
    drafts = [draft(headline="إعلان"), draft(headline="أول"), draft(headline="ثان")]
    ruled = source(drop={"headline": ["إعلان"]}, first_poll=1)
    first = treat(drafts, ruled, is_first=True)
    assert [(bool(each.drop), each.silent) for each in first] == [(True, False), (False, False), (False, True)]
    assert [each.silent for each in treat(drafts, ruled, is_first=False)] == [False] * 3

import json
from typing import Any

import pytest

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault
from khabar_ingest.parsers import parse

from .conftest import outline, understood

NINJS_1: dict[str, Any] = {
    "uri": "urn:newsml:agency.example:1",
    "type": "text",
    "version": "3",
    "versioncreated": "2024-05-01T10:00:00+03:00",
    "pubstatus": "usable",
    "headline": "افتتاح معرض الكتاب",
    "body_html": "<p>افتتح المعرض.</p><h2>الزوار</h2><p>حضر كثيرون.</p>",
    "byline": "محرر",
    "urgency": 3,
    "subject": [{"name": "ثقافة"}],
    "associations": {
        "main": {"type": "picture", "renditions": {"original": {"href": "https://e.example/1.jpg", "width": 10}}}
    },
}
NINJS_3: dict[str, Any] = {
    "standard": {"name": "ninjs", "version": "3.1"},
    "uri": "urn:newsml:agency.example:1",
    "version": "3",
    "versionCreated": "2024-05-01T10:00:00+03:00",
    "headlines": [{"role": "short", "value": "معرض"}, {"role": "main", "value": "افتتاح معرض الكتاب"}],
    "bodies": [
        {"role": "teaser", "contentType": "text/plain", "value": "لا"},
        {"role": "main", "contentType": "text/html", "value": NINJS_1["body_html"]},
    ],
    "by": "محرر",
}


def read(value: object) -> Draft:
    return understood(json.dumps(value))[0]


def test_the_versions_of_ninjs_give_the_same_article() -> None:
    one, three = read(NINJS_1), read(NINJS_3)
    assert (one.headline, one.body, one.guid, one.version) == (three.headline, three.body, three.guid, three.version)
    assert one.authors == three.authors == ("محرر",)
    assert [media.url for media in one.media] == ["https://e.example/1.jpg"]


def test_superdesk_says_guid() -> None:
    item = {key: value for key, value in NINJS_1.items() if key != "uri"} | {"guid": "tag:superdesk:1"}
    assert read(item).guid == "tag:superdesk:1"


def test_ninjs_2_has_the_arrays_in_lower_case() -> None:
    lower = {key.lower(): value for key, value in NINJS_3.items()} | {"standard": {"name": "ninjs", "version": "2.1"}}
    assert read(lower).headline == "افتتاح معرض الكتاب"


def test_a_plain_text_body_is_read_with_its_sub_heads() -> None:
    item = {key: value for key, value in NINJS_1.items() if key != "body_html"}
    found = read(item | {"body_text": "فقرة أولى.\n\nعنوان\n\nفقرة ثانية."})
    assert outline(found) == [("paragraph", "فقرة أولى."), ("heading", "عنوان"), ("paragraph", "فقرة ثانية.")]


@pytest.mark.parametrize(
    ("said", "until"),
    [("2030-01-01T00:00:00Z", "2030-01-01T00:00:00+00:00"), (None, None), ("غداً", None), (17, None)],
)
def test_an_embargo_is_never_overlooked(said: object, until: str | None) -> None:
    embargo = read(NINJS_1 | {"embargoed": said}).embargo
    assert embargo is not None
    assert (embargo.until and embargo.until.isoformat()) == until


def test_an_urgency_on_another_scale_does_not_cost_the_item() -> None:
    assert read(NINJS_1 | {"urgency": 0}).urgency is None
    assert read(NINJS_1 | {"urgency": "2"}).urgency == 2


@pytest.mark.parametrize("value", [7, "نص", [], {}, None, True])
@pytest.mark.parametrize("name", ["body_html", "subject", "associations", "byline", "version", "versioncreated"])
def test_a_field_of_a_wrong_kind_does_not_break_the_parser(name: str, value: object) -> None:
    [found] = parse(Document(json.dumps(NINJS_1 | {name: value}).encode()))
    assert isinstance(found, Draft | Fault)


def test_json_feed_items_are_read_whole() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "وكالة",
        "language": "ar",
        "items": [
            {"id": 7, "title": "خبر", "content_html": "<p>نص.</p>", "date_published": "2024-05-01T10:00:00+03:00"},
            "x",
        ],
    }
    good, bad = parse(Document(json.dumps(feed).encode()))
    assert isinstance(good, Draft)
    assert (good.guid, good.headline, good.language, good.lead) == ("7", "خبر", "ar", "نص.")
    assert bad == Fault("1", "is not an object")


def test_khabars_own_json_ignores_what_khabar_assigns() -> None:
    found = read(
        {
            "id": "چ",
            "revision": 99,
            "content_sha": "x",
            "received_at": "2020-01-01T00:00:00Z",
            "source": {"id": "other", "guid": "g-1", "version": "4"},
            "headline": "  خبر\u202e عاجل ",
            "body": [{"type": "paragraph", "html": "نص <b>مهم</b><script>x</script>"}],
            "enrichment": {"tags": []},
        }
    )
    assert (found.guid, found.version, found.headline) == ("g-1", "4", "خبر عاجل")
    assert (found.body[0].text, found.body[0].html) == ("نص مهم", "نص <b>مهم</b>")
    assert found.lead == "نص مهم"


def test_the_wrong_field_of_a_pushed_article_is_named() -> None:
    article = {"headline": "خبر", "body": [{"type": "paragraph", "text": "نص"}, {"type": "poem"}]}
    assert [fault.path for fault in parse(Document(json.dumps(article).encode())) if isinstance(fault, Fault)] == [
        "body.1.type"
    ]
    naive = {"headline": "خبر", "published_at": "2024-05-01T10:00:00"}
    assert [fault.path for fault in parse(Document(json.dumps(naive).encode())) if isinstance(fault, Fault)] == [
        "published_at"
    ]

"""What is odd or meant badly costs time and refusals only where it is."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from khabar.models import Block
from khabar_ingest.document import Document
from khabar_ingest.draft import BUG, Draft, Fault, Parsed
from khabar_ingest.handlers import understand
from khabar_ingest.item import Item, refused
from khabar_ingest.parsers.make import alone
from khabar_ingest.parsers.native import Native
from khabar_ingest.sanitise import clean_block

MANY = 1_000_000
LIMIT_SECONDS = 30
NATIVE: dict[str, Any] = {
    "headline": "خبر",
    "body": [{"type": "paragraph", "text": "نص الخبر."}],
    "source": {"guid": "g"},
}


def read(content: str | dict[str, Any] | list[Any]) -> list[Parsed]:
    text = content if isinstance(content, str) else json.dumps(content)
    return understand(Item(text.encode()), ZoneInfo("UTC"))


def rss(title: str, description: str) -> str:
    return (
        f"<rss version='2.0'><channel><title>c</title><item><guid>1</guid><title>{title}</title>"
        f"<description><![CDATA[{description}]]></description></item></channel></rss>"
    )


@contextmanager
def in_time() -> Iterator[None]:
    """Fail after a time that any linear reading keeps by far."""

    def late(*_: object) -> None:
        pytest.fail(f"took longer than {LIMIT_SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    "document",
    [
        rss("t", f"<p>a{' ' * MANY}b</p>"),
        rss("t", f"<p>a{'<br> ' * (MANY // 5)}b</p>"),
        rss("&lt;a" * (MANY // 5), "<p>b</p>"),
        f"<rss><channel>{'<![CDATA[' * (MANY // 9)}</channel></rss>",
        f"<rss><channel>{'<!DOCTYPE[' * (MANY // 10)}",
    ],
    ids=["spaces", "breaks", "tags in a title", "CDATA without an end", "document types without an end"],
)
def test_a_megabyte_of_nothing_is_read_in_a_moment(document: str) -> None:
    with in_time():
        assert read(document)


def test_two_line_breaks_end_a_paragraph_whatever_space_is_around_them() -> None:
    [found] = read(rss("t", "<p>أولى <br>\n <br/> ثانية<br>وتتمة</p>"))
    assert isinstance(found, Draft)
    assert [block.text for block in found.body] == ["أولى", "ثانية وتتمة"]


@pytest.mark.parametrize("field", ["media", "links"])
def test_half_a_character_and_unknown_fields_are_left_at_the_door(field: str) -> None:
    odd = {"url": "https://e.example/1", "caption": "أ\ud800ب\x01", "title": "أ\ud800ب\x01", "x\ud800": {"y": "\ud800"}}
    [found] = read(NATIVE | {field: [odd]})
    assert isinstance(found, Draft)
    [kept] = getattr(found, field)
    assert kept.model_extra == {}
    assert (kept.title if field == "links" else kept.caption) == "أب"


def test_whole_characters_written_as_pairs_stay() -> None:
    assert Document(b'{"a": "\\ud83d\\ude00 \\ud83d"}').json == {"a": "😀 "}


def test_a_correction_holds_only_what_a_correction_says() -> None:
    [found] = read(NATIVE | {"correction": {"note": " صحح\x01 الاسم ", "x": "y"}})
    assert isinstance(found, Draft)
    assert found.correction is not None
    assert found.correction.model_dump() == {"note": "صحح الاسم", "kind": "minor", "changes": ()}


def test_a_bug_in_one_item_is_the_fault_of_that_item() -> None:
    def break_down() -> Parsed:
        msg = "unforeseen"
        raise ZeroDivisionError(msg)

    assert alone("g-1", break_down) == Fault("g-1", BUG)


def test_a_parser_that_breaks_down_refuses_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Native, "parse", lambda *_: 1 // 0)
    assert [each.reason for each in read(NATIVE) if isinstance(each, Fault)] == [BUG]


def test_the_name_of_a_refused_item_can_always_be_told() -> None:
    result = refused(Fault("u\ud800" + "x" * 10_000, "because\ud800", "a\ud800"))
    assert (result.item or "").encode() == b"u" + b"x" * 511
    assert (result.reason, result.path) == ("because", "a")


@pytest.mark.parametrize("said", [None, "", 0, False, [], {}, "غداً"])
@pytest.mark.parametrize("name", ["embargo_until", "embargoed"])
def test_an_embargo_in_our_own_json_is_never_overlooked(name: str, said: object) -> None:
    [found] = read(NATIVE | {name: said})
    assert isinstance(found, Draft)
    assert found.embargo is not None
    assert found.embargo.until is None


def test_of_two_embargoes_the_longer_counts() -> None:
    [found] = read(NATIVE | {"embargo_until": "2030-01-01T00:00:00Z", "embargoed": "2031-01-01T00:00:00Z"})
    assert isinstance(found, Draft)
    assert found.embargo is not None
    assert found.embargo.until is not None
    assert found.embargo.until.year == 2031


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("", "usable"),
        ("<pubStatus qcode='stat:usable'/>", "usable"),
        ("<pubStatus qcode='withheld'/>", "withheld"),
        ("<pubStatus qcode='stat:Withheld'/>", "withheld"),
        ("<pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/canceled'/>", "canceled"),
        ("<pubStatus/>", "withheld"),
    ],
)
def test_a_newsml_status_counts_however_it_is_written(said: str, status: str) -> None:
    [found] = read(
        f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='g'><itemMeta>{said}</itemMeta><contentMeta>"
        "<headline>خبر</headline></contentMeta><contentSet><inlineXML><p>نص.</p></inlineXML></contentSet></newsItem>"
    )
    assert isinstance(found, Draft)
    assert found.status == status


@pytest.mark.parametrize(
    ("said", "release", "status"),
    [
        ("usable", "", "usable"),
        ("Usable", "", "usable"),
        ("Withheld", "", "withheld"),
        ("CANCELED", "", "canceled"),
        ("embargoed", "", "withheld"),
        ("embargoed", "<date.release norm='20990101T000000Z'/>", "usable"),
        ("advisory", "", "withheld"),
    ],
)
def test_a_nitf_status_that_is_not_plainly_usable_holds(said: str, release: str, status: str) -> None:
    [found] = read(
        f"<nitf><head><docdata management-status='{said}'><doc-id id-string='a'/>{release}</docdata></head><body>"
        "<body.head><hedline><hl1>خبر</hl1></hedline></body.head><body.content><p>نص.</p></body.content></body></nitf>"
    )
    assert isinstance(found, Draft)
    assert (found.status, found.embargo is not None) == (status, bool(release))


@pytest.mark.parametrize(
    "hidden", ["&#1;", "\x01", "&#x200b;", "&#x202e;", "&#xad;", "&Tab;", "&#x2066;", "&#x7f;", ""]
)
def test_no_character_hides_a_script_in_a_link(hidden: str) -> None:
    kept = clean_block(Block(type="paragraph", html=f'<a href="java{hidden}script:alert(1)">اقرأ</a>'))
    assert kept is not None
    assert kept.text == "اقرأ"
    assert "script" not in (kept.html or "")


def test_a_good_link_stays_as_it_was() -> None:
    link = '<a href="https://e.example/?a=1&amp;b=2">اقرأ</a>'
    kept = clean_block(Block(type="paragraph", html=link))
    assert kept is not None
    assert kept.html == link


@pytest.mark.parametrize("field", ["published_at", "updated_at", "expires_at"])
@pytest.mark.parametrize("said", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_date_outside_of_all_reason_is_refused_by_name(field: str, said: str) -> None:
    [found] = read(NATIVE | {field: said})
    assert isinstance(found, Fault)
    assert (found.path, found.reason) == (field, f"{field}: the year is not between 1900 and 2199")


def test_an_article_of_unreasonable_size_is_refused_with_the_reason() -> None:
    block = {"type": "paragraph", "text": "ن" * 1000}
    assert isinstance(read(NATIVE | {"body": [block] * 900})[0], Draft)
    for body, reason in (([block | {"text": "ن"}] * 2001, "2001 blocks, more than 2000"), ([block] * 1001, "1000000")):
        [found] = read(NATIVE | {"body": body})
        assert isinstance(found, Fault)
        assert reason in found.reason

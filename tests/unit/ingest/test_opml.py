"""Lists of feeds, as other readers write them and as they read ours."""

import pytest

from khabar.config import SourceSettings
from khabar.errors import Rejected
from khabar_ingest import opml

LIST = """<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0"><head><title>مصادر الديسك</title></head><body>
<outline text="وكالات">
  <outline type="rss" text="الشرق" title="وكالة الشرق" xmlUrl="https://sharq.example/rss?a=1&amp;b=2" language="AR"/>
  <outline text="اقتصاد"><outline text="أسواق" type="rss" xmlUrl="https://souq.example/feed"/></outline>
</outline>
<outline text="بلا قسم" type="atom" xmlUrl="https://loose.example/atom.xml" category="/محليات/درعا,/أخرى"/>
</body></opml>"""


def listed(body: str) -> str:
    return f'<opml version="1.0"><head/><body>{body}</body></opml>'


def feed(url: str) -> str:
    return listed(f'<outline text="x" xmlUrl="{url}"/>')


def test_the_groups_of_a_list_become_sections() -> None:
    found = opml.parse(LIST.encode())
    assert found.title == "مصادر الديسك"
    assert [(each.name, each.section, each.url) for each in found.feeds] == [
        ("وكالة الشرق", "وكالات", "https://sharq.example/rss?a=1&b=2"),
        ("أسواق", "اقتصاد", "https://souq.example/feed"),
        ("بلا قسم", "درعا", "https://loose.example/atom.xml"),
    ]
    assert {each.type for each in found.feeds} == {"feed"}
    assert found.feeds[0].language == "ar"
    assert found.faults == ()


def test_a_list_that_is_written_reads_as_the_same_sources() -> None:
    first = opml.read(LIST.encode())
    mine = SourceSettings(
        id="my-own", type="feed", url="https://e.example/?q=<&>\"'", name='ا & "ب" <ج>', section="س & ص"
    )
    folder = SourceSettings(id="inbox", type="folder")
    written = opml.write([*first, mine, folder], "قائمة & أخرى")
    again = opml.parse(written)
    assert again.title == "قائمة & أخرى"
    assert {each.id: each for each in again.feeds} == {each.id: each for each in [*first, mine]}


def test_a_list_that_is_imported_twice_names_its_sources_alike() -> None:
    ids = [each.id for each in opml.read(LIST.encode())]
    assert ids == [each.id for each in opml.read(LIST.encode())]
    assert len(set(ids)) == 3


def test_old_readers_write_attributes_and_schemes_as_they_like() -> None:
    found = opml.read(
        listed(
            '<outline title="A" XMLURL="feed://a.example/rss"/><outline text="B" xmlurl="feed:https://b.example/rss"/>'
            '<outline text="C" type="link" url="https://c.example"/>'
            '<outline text="D" xmlUrl=" https://d.example/x?a=1&b=2 "/>'
        ).encode()
    )
    assert [each.url for each in found] == [
        "http://a.example/rss",
        "https://b.example/rss",
        "https://d.example/x?a=1&b=2",
    ]


def test_an_address_that_is_listed_twice_is_one_source() -> None:
    twice = '<outline text="أولى"><outline text="x" xmlUrl="https://e.example/"/></outline>'
    [only] = opml.read(listed(twice + twice.replace("أولى", "ثانية")).encode())
    assert only.section == "أولى"


def test_what_cannot_be_polled_is_named_and_costs_no_other() -> None:
    found = opml.parse(
        listed(
            '<outline text="ملف" xmlUrl="file:///etc/passwd"/><outline text="نص" xmlUrl="javascript:alert(1)"/>'
            '<outline text="قائمة" type="include" url="https://e.example/more.opml"/>'
            '<outline text="جيد" xmlUrl="https://e.example/feed"/>'
        ).encode()
    )
    assert [each.name for each in found.feeds] == ["جيد"]
    assert [fault.item for fault in found.faults] == ["ملف", "نص", "قائمة"]
    assert "another list" in found.faults[-1].reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no XML"),
        (b"\x00\x01\x02", "is no XML"),
        (b"just words", "is no XML"),
        (b"<html><body>login</body></html>", "begins with <html>"),
        (b"<rss version='2.0'></rss>", "begins with <rss>"),
        (LIST.encode()[:300], "breaks off"),
        (listed("").encode(), "no outline"),
        (listed('<outline text="x" xmlUrl="ftp://e.example/x"/>').encode(), "no web address"),
        (b"<opml>" + b"x" * 10_000_001, "larger than"),
    ],
)
def test_a_file_that_is_no_list_of_feeds_is_refused_with_the_reason(content: bytes, words: str) -> None:
    with pytest.raises(Rejected, match=words):
        opml.read(content)


def test_entities_of_a_hostile_list_are_never_read_or_expanded() -> None:
    bomb = (
        '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
        + listed('<outline text="x&a;&c;" xmlUrl="https://e.example/&a;"/>')
    )
    [only] = opml.read(bomb.encode())
    assert "root:" not in f"{only.name}{only.url}"
    assert "bbbb" not in f"{only.name}{only.url}"


def test_a_list_that_is_nested_without_end_costs_little() -> None:
    deep = listed("<outline text='a'>" * 20_000 + "<outline text='x' xmlUrl='https://e.example/'/>")
    with pytest.raises(Rejected):
        opml.read(deep.encode())


def test_too_many_feeds_are_refused_rather_than_taken_in_part() -> None:
    rows = "".join(f"<outline xmlUrl='https://e.example/{n}'/>" for n in range(20_001))
    with pytest.raises(Rejected, match="more than 20000"):
        opml.read(listed(rows).encode())


def test_an_id_of_somebody_elses_making_gives_way_to_ours() -> None:
    content = feed("https://e.example/").replace("<outline", '<outline xmlns:k="urn:khabar:source" k:id="../../x"')
    [only] = opml.read(content.encode())
    assert only.id.startswith("e-example-")

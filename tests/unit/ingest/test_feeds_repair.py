"""What is mended in a feed's XML, and that nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar_ingest import repair
from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault, Parsed
from khabar_ingest.parsers import NO, parse
from khabar_ingest.parsers.xmlfeed import XmlFeed

from .conftest import outline, understood


def feed(item: str, *, head: str = "", tail: str = "") -> str:
    return f"{head}<rss version='2.0'><channel><title>وكالة</title><item>{item}</item></channel></rss>{tail}"


def parsed(text: str) -> list[Parsed]:
    return list(parse(Document(text.encode())))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("أ & ب", "أ & ب"),
        ("أ &amp ب", "أ & ب"),
        ("الدفاع&nbsp;المدني&hellip;", "الدفاع المدني…"),
        ("&laquo;خبر&raquo; &unknown;", "«خبر» &unknown;"),
        ("5 < 6 خبر", "5 < 6 خبر"),
        ("خبر <b>مهم</title", "خبر مهم"),
        ("<![CDATA[خبر & <b>مهم</b>]]>", "خبر & مهم"),
        ("<![CDATA[قبل <![CDATA[بين]]> بعد]]>", "قبل بين بعد"),
        ("خ&#0;ب&#x1f;ر\x01", "خبر"),
        ("&LT;b&GT;خبر&AMP;", "خبر&"),
    ],
)
def test_a_broken_headline_is_mended(written: str, read: str) -> None:
    [found] = understood(feed(f"<title>{written.removesuffix('</title')}</title><bad>"))
    assert found.headline == read


@pytest.mark.parametrize(
    "junk",
    [
        "\n\n  ",
        "Warning: mysql_connect() in /var/www/feed.php on line 3\n",
        "<br />\n<b>Notice</b>: Undefined index <br />\n",
        '<?xml version="1.0"?>\n<?xml version="1.0" encoding="utf-8"?>',
        "<!-- made in a hurry --><?xml version='1.0'?>",
        "\ufeff<?xml-stylesheet href='x'?>",
    ],
)
def test_junk_before_a_feed_does_not_matter(junk: str) -> None:
    assert [draft.headline for draft in understood(feed("<title>خبر</title>", head=junk))] == ["خبر"]


def test_junk_behind_a_feed_and_a_second_root_do_not_matter() -> None:
    text = feed("<title>أول</title>", tail="<script>x</script>" + feed("<title>ثان</title>"))
    assert [draft.headline for draft in understood(text)] == ["أول", "ثان"]


@pytest.mark.parametrize(
    "page", ["<html><body><rss></rss></body></html>", "<p>x</p><html><rss></rss></html>", "<p>x</p>"]
)
def test_a_page_with_a_word_of_feeds_in_it_is_no_feed(page: str) -> None:
    assert XmlFeed().sniff(Document(page.encode())) == NO


def test_tags_that_do_not_match_lose_no_other_field() -> None:
    [found] = understood(feed("<title>خبر<br></title></p><link>https://e.example/1</link><guid>7</guid>"))
    assert (found.headline, found.canonical_url, found.guid) == ("خبر", "https://e.example/1", "7")


def test_an_item_that_is_not_closed_does_not_swallow_the_next() -> None:
    text = "<rss><channel><item><title>أول</title><item><title>ثان</title></item></channel></rss>"
    assert [draft.headline for draft in understood(text)] == ["أول", "ثان"]


def test_attributes_without_quotes_or_twice_are_read() -> None:
    item = "<title>خبر</title><enclosure url=https://e.example/a.mp3 type='audio/mpeg' type=x length=5 /><bad>"
    [found] = understood(feed(item))
    assert [(media.url, media.type) for media in found.media] == [("https://e.example/a.mp3", "audio")]


def test_marks_that_stand_in_the_xml_itself_make_paragraphs() -> None:
    [found] = understood(feed("<title>خبر</title><description><p>أولى.</p><p>ثانية<br>كلها.</p></description>"))
    assert outline(found) == [("paragraph", "أولى."), ("paragraph", "ثانية كلها.")]


@pytest.mark.parametrize("prefix", ["rss", "atom"])
def test_a_feed_whose_own_elements_have_an_undeclared_prefix_is_read(prefix: str) -> None:
    tags = f"<{prefix}:title>خبر</{prefix}:title><{prefix}:link>https://e.example/1</{prefix}:link>"
    [found] = understood(f"<rss><{prefix}:channel><{prefix}:item>{tags}</{prefix}:item></{prefix}:channel></rss>")
    assert (found.headline, found.canonical_url) == ("خبر", "https://e.example/1")


def test_capitals_and_unknown_namespaces_do_not_matter() -> None:
    item = "<Title>خبر</Title><pubdate>2022-01-31T10:00:00Z</pubdate>"
    [found] = understood(f"<rss xmlns='https://e.example/own'><channel><item>{item}</item></channel></rss>")
    assert found.headline == "خبر"
    assert found.published_at is not None


@pytest.mark.parametrize(
    "end", ["<desc", "<description>نص الخبر مقطو", "<description><![CDATA[<p>نص</p><p>مق", "<pubDate>Mon, 3"]
)
def test_what_broke_off_is_never_published_cut(end: str) -> None:
    first, *rest = parsed(f"<rss><channel><item><title>أول</title></item><item><title>ثان</title><guid>2</guid>{end}")
    assert isinstance(first, Draft)
    [last] = rest
    assert isinstance(last, Draft) == (end == "<desc")
    if isinstance(last, Fault):
        assert last.item == "2"
        assert "fetch it again" in last.reason


@given(st.text(alphabet="<>/!?&;[]'\" =abCDAT-خرr:", max_size=120))
def test_whatever_is_mended_is_well_formed(text: str) -> None:
    tree = repair.read(f"<rss><channel><item><title>خبر</title>{text}")
    assert tree.root is not None
    first = next(tree.root.iter("item"))
    assert first.findtext("title") is not None

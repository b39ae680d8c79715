"""A WordPress site's export becomes an archive: original dates, and only what its readers saw."""

import pytest

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault, Parsed
from khabar_ingest.item import refused
from khabar_ingest.parsers.wxr import Wxr

from .conftest import outline

HEAD = """<?xml version="1.0" encoding="UTF-8"?><!-- generator="WordPress" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>صحيفة المثال</title><language>ar</language><wp:base_blog_url>https://e.example</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[rana]]></wp:author_login>
<wp:author_display_name><![CDATA[رنا خوري]]></wp:author_display_name></wp:author>"""
POST = """<item><title><![CDATA[{title}]]></title><link>https://e.example/{id}</link>
<pubDate>Thu, 01 May 2014 09:00:00 +0000</pubDate><dc:creator><![CDATA[rana]]></dc:creator>
<guid isPermaLink="false">https://e.example/?p={id}</guid><content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded><wp:post_id>{id}</wp:post_id>
<wp:post_date><![CDATA[2014-05-01 12:00:00]]></wp:post_date><wp:post_date_gmt>{gmt}</wp:post_date_gmt>
<wp:post_modified_gmt>2014-05-02 09:00:00</wp:post_modified_gmt><wp:status>{status}</wp:status>
<wp:post_type>{type}</wp:post_type><wp:post_password>{password}</wp:post_password>
<category domain="category" nicename="a"><![CDATA[محليات]]></category>
<category domain="post_tag" nicename="b"><![CDATA[مياه]]></category>{more}</item>"""
PICTURE = """<item><title>صورة</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type>
<wp:status>inherit</wp:status><excerpt:encoded><![CDATA[المحطة من الجو]]></excerpt:encoded>
<wp:attachment_url>https://e.example/wp-content/9.jpg</wp:attachment_url></item>"""
THUMBNAIL = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
PLAIN = {
    "id": "7",
    "title": "افتتاح محطة مياه",
    "content": "<p>افتتحت المحطة اليوم.</p>",
    "excerpt": "",
    "gmt": "2014-05-01 09:00:00",
    "status": "publish",
    "type": "post",
    "password": "",
    "more": "",
}


def export(*posts: dict[str, str], extra: str = "", end: str = "</channel></rss>") -> list[Parsed]:
    items = "".join(POST.format(**PLAIN | post) for post in posts)
    return list(Wxr().parse(Document(f"{HEAD}{extra}{items}{end}".encode())))


def article(**post: str) -> Draft:
    [found] = export(post)
    assert isinstance(found, Draft)
    return found


def test_a_post_keeps_its_original_dates_names_and_people() -> None:
    found = article(excerpt="موجز الخبر.")
    assert (found.guid, found.canonical_url) == ("https://e.example/?p=7", "https://e.example/7")
    assert (found.authors, found.source_name, found.language) == (("رنا خوري",), "صحيفة المثال", "ar")
    assert (found.section_hint, found.categories) == ("محليات", ("محليات", "مياه"))
    assert found.lead == "موجز الخبر."
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2014-05-01T09:00:00+00:00"
    assert found.updated_at is not None
    assert found.updated_at.day == 2


def test_a_date_of_zeros_is_taken_from_the_local_one() -> None:
    found = article(gmt="0000-00-00 00:00:00")
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2014-05-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("status", "draft", "draft"),
        ("status", "private", "private"),
        ("status", "future", "not published yet"),
        ("status", "trash", "thrown away"),
        ("status", "odd-plugin", "odd-plugin"),
        ("password", "سر", "password"),
    ],
)
def test_what_readers_never_saw_is_left_out_with_the_reason(field: str, value: str, reason: str) -> None:
    [found] = export({field: value})
    assert isinstance(found, Fault)
    assert found.item == "https://e.example/?p=7"
    assert reason in found.reason


def test_pages_and_attachments_are_told_once_for_each_kind() -> None:
    found = export({"type": "page"}, {"type": "page"}, {}, extra=PICTURE)
    faults = [each for each in found if isinstance(each, Fault)]
    assert [(each.item, each.reason.split()[0]) for each in faults] == [("attachment", "1"), ("page", "2")]
    assert len(found) == 3


@pytest.mark.parametrize("first", [True, False])
def test_the_main_picture_is_found_before_or_after_its_post(*, first: bool) -> None:
    post = POST.format(**PLAIN | {"more": THUMBNAIL})
    items = f"{PICTURE}{post}" if first else f"{post}{PICTURE}"
    found, _ = Wxr().parse(Document(f"{HEAD}{items}</channel></rss>".encode()))
    assert isinstance(found, Draft)
    assert [(media.url, media.caption) for media in found.media] == [
        ("https://e.example/wp-content/9.jpg", "المحطة من الجو")
    ]


def test_a_classic_post_is_parted_where_its_lines_are_empty() -> None:
    found = article(content="افتتحت المحطة اليوم.\r\n\r\n<h3>السعة</h3>\n\nتكفي المحطة <b>ألف</b> بيت\nفي المدينة.")
    assert outline(found) == [
        ("paragraph", "افتتحت المحطة اليوم."),
        ("heading", "السعة"),
        ("paragraph", "تكفي المحطة ألف بيت في المدينة."),
    ]


def test_marks_of_the_editor_and_short_codes_are_not_text() -> None:
    found = article(
        content='<!-- wp:paragraph {"a":"<p>"} --><p>افتتحت المحطة اليوم.</p><!-- /wp:paragraph -->'
        '[vc_row full_width="1"]<p>تكفي ألف بيت [انظر الجدول].</p>[/vc_row][gallery ids="1,2"]'
    )
    assert outline(found) == [("paragraph", "افتتحت المحطة اليوم."), ("paragraph", "تكفي ألف بيت [انظر الجدول].")]


def test_a_captioned_picture_is_a_figure_and_an_address_alone_an_embed() -> None:
    found = article(
        content="<p>افتتحت المحطة اليوم.</p>\n"
        '[caption id="a" width="300"]<a href="https://e.example/b.jpg"><img src="https://e.example/b.jpg"/></a> من الجو'
        "[/caption]\n<p>تكفي المحطة ألف بيت.</p>\n\nhttps://v.example/watch?v=1\n\n<p>وانتهى الافتتاح ظهراً.</p>"
    )
    assert [(block.type, block.text, block.url) for block in found.body] == [
        ("paragraph", "افتتحت المحطة اليوم.", None),
        ("image", "من الجو", "https://e.example/b.jpg"),
        ("paragraph", "تكفي المحطة ألف بيت.", None),
        ("embed", "", "https://v.example/watch?v=1"),
        ("paragraph", "وانتهى الافتتاح ظهراً.", None),
    ]


def test_an_item_mark_inside_of_a_post_does_not_end_it() -> None:
    found = export({"content": "<p>يكتب <code>&lt;/item&gt;</code> و</item><item> هكذا.</p>"}, {"id": "8"})
    assert [each.guid for each in found if isinstance(each, Draft)] == [
        "https://e.example/?p=7",
        "https://e.example/?p=8",
    ]


def test_an_export_that_breaks_off_keeps_its_whole_posts_and_says_so() -> None:
    whole = POST.format(**PLAIN)
    good, cut = Wxr().parse(Document(f"{HEAD}{whole}{whole[: len(whole) // 2]}".encode()))
    assert isinstance(good, Draft)
    assert isinstance(cut, Fault)
    assert "breaks" in cut.reason or "ends in the middle" in cut.reason


def test_an_export_of_two_thousand_broken_posts_is_read_in_a_moment() -> None:
    broken = "<item><title>x</title><content:encoded><![CDATA[</item>"
    assert export(extra=broken * 2_000)


def test_what_its_readers_never_saw_is_left_out_and_is_no_mistake() -> None:
    found = export({"status": "draft"}, {"type": "page"}, {"id": "8"})
    faults = [each for each in found if isinstance(each, Fault)]
    assert [each.left_out for each in faults] == [True, True]
    assert [refused(each).outcome for each in faults] == ["dropped", "dropped"]


def test_old_news_says_that_it_is_old() -> None:
    assert article().imported


def test_a_post_of_the_administrator_is_signed_by_nobody() -> None:
    post = POST.format(**PLAIN).replace("<![CDATA[rana]]>", "<![CDATA[admin]]>")
    [found] = Wxr().parse(Document(f"{HEAD}{post}</channel></rss>".encode()))
    assert isinstance(found, Draft)
    assert found.authors == ()

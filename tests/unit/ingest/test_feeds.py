import pytest

from khabar.errors import Rejected
from khabar_ingest.document import Document
from khabar_ingest.draft import Fault
from khabar_ingest.parsers import parse

from .conftest import outline, understood


def rss(item: str, *, head: str = "", channel: str = "") -> str:
    return (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>وكالة أنباء</title>{channel}<item>{item}</item></channel></rss>"
    )


def test_an_item_without_content_has_its_description_as_body() -> None:
    paragraphs = "&lt;p&gt;فقرة أولى.&lt;/p&gt;&lt;p&gt;فقرة ثانية.&lt;/p&gt;"
    [found] = understood(rss(f"<title>خبر</title><description>{paragraphs}</description>"))
    assert outline(found) == [("paragraph", "فقرة أولى."), ("paragraph", "فقرة ثانية.")]
    assert found.lead == "فقرة أولى."


def test_a_description_that_breaks_off_is_replaced_by_the_first_paragraph() -> None:
    item = (
        "<title>خبر</title><description>أعلنت البلدية عن افتتاح [&#8230;]</description>"
        "<content:encoded><![CDATA[<p>أعلنت البلدية عن افتتاح حديقة جديدة.</p><p>تفاصيل.</p>]]></content:encoded>"
    )
    assert understood(rss(item))[0].lead == "أعلنت البلدية عن افتتاح حديقة جديدة."


def test_a_summary_of_its_own_is_the_lead() -> None:
    content = "<content:encoded>&lt;p&gt;النص.&lt;/p&gt;</content:encoded>"
    item = f"<title>خبر</title><description>موجز مستقل.</description>{content}"
    assert understood(rss(item))[0].lead == "موجز مستقل."


def test_named_characters_and_bare_ampersands_lose_nothing() -> None:
    item = "<title>الدفاع&nbsp;المدني & الإسعاف &laquo;معاً&raquo;</title><link>http://e.example/?a=1&b=2</link>"
    [found] = understood(rss(item))
    assert found.headline == "الدفاع المدني & الإسعاف «معاً»"
    assert found.canonical_url == "http://e.example/?a=1&b=2"


def test_an_item_without_a_title_is_named_by_its_first_sentence() -> None:
    [found] = understood(rss("<description>انقطع الطريق الدولي. وتعمل الفرق على فتحه.</description>"))
    assert found.headline == "انقطع الطريق الدولي"


def test_an_item_without_title_and_text_is_a_fault_and_the_others_stay() -> None:
    feed = rss("<guid>9</guid></item><item><title>خبر سليم</title>")
    fault, good = parse(Document(feed.encode()))
    assert isinstance(fault, Fault)
    assert (fault.item, fault.path) == ("9", "headline")
    assert good is not fault


def test_a_guid_is_the_address_unless_it_says_that_it_is_not() -> None:
    permalink = understood(rss("<title>خبر</title><guid>https://e.example/1</guid>"))[0]
    opaque = understood(rss('<title>خبر</title><guid isPermaLink="false">https://e.example/1</guid>'))[0]
    assert (permalink.canonical_url, opaque.canonical_url) == ("https://e.example/1", None)


def test_a_time_keeps_the_offset_it_was_written_with() -> None:
    [found] = understood(rss("<title>خبر</title><pubDate>Mon, 07 Feb 2022 00:30:00 +0300</pubDate>"))
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2022-02-07T00:30:00+03:00"


def test_an_atom_entry_is_read_with_its_base_and_its_xhtml() -> None:
    [found] = understood(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://e.example/" xml:lang="ar"><title>وكالة</title>'
        '<entry><id>urn:1</id><title type="html">خبر &lt;b&gt;مهم&lt;/b&gt;</title>'
        '<link rel="self" href="/self"/><link href="/a/1"/>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        "<p>نص <b>مهم</b> &lt; كله.</p></div></content></entry></feed>"
    )
    assert (found.guid, found.headline, found.canonical_url, found.language) == (
        "urn:1",
        "خبر مهم",
        "https://e.example/a/1",
        "ar",
    )
    assert found.body[0].html == "نص <b>مهم</b> &lt; كله."


def test_rss_1_keeps_its_items_beside_the_channel() -> None:
    [found] = understood(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>وكالة</title></channel>'
        '<item rdf:about="https://e.example/1"><title>خبر</title><dc:date>2022-01-31T10:00:00+03:00</dc:date></item></rdf:RDF>'
    )
    assert (found.guid, found.source_name) == ("https://e.example/1", "وكالة")


def test_prefixes_nobody_declared_do_not_matter() -> None:
    feed = "<rss><channel><item><title>خبر</title><dc:creator>ليلى حداد</dc:creator></item></channel></rss>"
    assert understood(feed)[0].authors == ("ليلى حداد",)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY x "ا">]>',
        '<!DOCTYPE rss [<!ENTITY a "خخخخخخخخخخ"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">]>',
    ],
)
def test_entities_of_the_document_are_never_expanded(doctype: str) -> None:
    [found] = understood(rss("<title>قبل &x; بعد</title>", head=f'<?xml version="1.0"?>{doctype}'))
    assert found.headline == "قبل بعد"


def test_a_syndication_note_and_a_share_box_are_not_of_the_article() -> None:
    content = (
        '<p>نص الخبر.</p><div class="sharedaddy"><h3>شارك:</h3><a href="https://wa.me/">واتساب</a></div>'
        '<p>ظهرت المقالة <a href="https://e.example/1">خبر</a> أولاً على <a href="https://e.example">موقع</a>.</p>'
    )
    [found] = understood(rss(f"<title>خبر</title><content:encoded><![CDATA[{content}]]></content:encoded>"))
    assert outline(found) == [("paragraph", "نص الخبر.")]
    assert found.links == ()


@pytest.mark.parametrize(
    ("written", "signed"),
    [
        ("desk@e.example (ليلى حداد)", ("ليلى حداد",)),
        ("ليلى حداد (desk@e.example)", ("ليلى حداد",)),
        ("ليلى حداد &lt;desk@e.example&gt;", ("ليلى حداد",)),
        ("x", ("x",)),
        ("admin", ()),
        ("المحرر", ()),
    ],
)
def test_an_article_is_signed_by_people(written: str, signed: tuple[str, ...]) -> None:
    assert understood(rss(f"<title>خبر</title><author>{written}</author>"))[0].authors == signed


def test_a_link_to_the_rest_of_a_teaser_is_not_of_its_text() -> None:
    words = (
        'نص المقدمة [&#8230;] <a class="x" href="https://e.example/1/?utm_source=rss#more">تابع <b>القراءة</b></a></p>'
    )
    [found] = understood(
        rss(f"<title>خبر</title><link>https://e.example/1/</link><description><![CDATA[<p>{words}]]></description>")
    )
    assert outline(found) == [("paragraph", "نص المقدمة […]")]


def test_a_last_link_that_leads_elsewhere_is_of_the_text() -> None:
    words = 'التفاصيل في <a href="https://e.example/2">التقرير</a>'
    [found] = understood(
        rss(f"<title>خبر</title><link>https://e.example/1</link><description><![CDATA[{words}]]></description>")
    )
    assert outline(found) == [("paragraph", "التفاصيل في التقرير")]


def test_a_document_that_is_a_feed_without_items_is_refused() -> None:
    with pytest.raises(Rejected, match="no item"):
        parse(Document(b"<rss><channel><title>x</title></channel></rss>"))


def test_an_item_whose_headline_broke_off_is_a_fault_and_the_whole_ones_stay() -> None:
    feed = "<rss><channel><item><title>خبر كامل</title></item><item><title>نصف عن"
    whole, cut = parse(Document(feed.encode()))
    assert not isinstance(whole, Fault)
    assert whole.headline == "خبر كامل"
    assert isinstance(cut, Fault)
    assert "fetch it again" in cut.reason


def test_an_item_that_broke_off_after_its_headline_is_taken() -> None:
    feed = "<rss><channel><item><title>خبر كامل</title><description>نص</descr"
    assert [found.headline for found in understood(feed)] == ["خبر كامل"]

"""NewsML-G2 and NewsML 1 as agencies send them."""

import pytest

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault
from khabar_ingest.parsers import parse
from khabar_ingest.parsers.newsml1 import Newsml1

from .conftest import outline, understood

ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:e:1" version="{version}" xml:lang="ar">
<rightsInfo><copyrightNotice>حقوق الوكالة</copyrightNotice><usageTerms>لا ينشر خارج البلاد</usageTerms></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:AGX"/>
<versionCreated>2024-05-01T12:00:00+03:00</versionCreated><firstCreated>2024-04-30T12:00:00+03:00</firstCreated>
<pubStatus qcode="stat:{status}"/>{meta}</itemMeta><contentMeta><urgency>2</urgency>
<located><name xml:lang="en">Aleppo</name><name xml:lang="ar">حلب</name></located>
<creator><name>رنا خوري</name></creator>
<subject qcode="medtop:1"><name xml:lang="en">water</name><name xml:lang="ar">مياه</name></subject>
<subject qcode="medtop:2"/>{headlines}</contentMeta><contentSet>{content}</contentSet></newsItem>"""
XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
    "<head><title>لا يظهر</title></head><body>{}</body></html></inlineXML>"
)
HEADLINE = "<headline>افتتاح محطة مياه</headline>"
TEXT = XHTML.format("<p>افتتحت المحطة اليوم.</p>")


def g2(content: str = TEXT, *, headlines: str = HEADLINE, meta: str = "", status: str = "usable") -> Draft:
    said = {"content": content, "headlines": headlines, "meta": meta, "status": status, "version": "4"}
    return understood(ITEM.format(**said))[0]


def test_names_are_taken_in_the_language_of_the_text() -> None:
    found = g2()
    assert (found.dateline, found.categories, found.source_name) == ("حلب", ("مياه",), "AGX")
    assert (found.credit, found.authors, found.urgency) == ("حقوق الوكالة", ("رنا خوري",), 2)


def test_times_tell_the_first_appearance_and_the_last_change() -> None:
    found = g2()
    assert found.published_at is not None
    assert found.updated_at is not None
    assert (found.published_at.day, found.updated_at.day, found.version) == (30, 1, "4")


def test_the_main_headline_is_not_the_one_under_it() -> None:
    found = g2(headlines=f'<headline role="hld:subHeadline">سطر ثان</headline>{HEADLINE}')
    assert (found.headline, found.lead) == ("افتتاح محطة مياه", "سطر ثان")


def test_nitf_inside_newsml_is_read_as_nitf() -> None:
    found = g2(
        '<inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head><hedline><hl1>عنوان داخلي</hl1>'
        "</hedline><byline>بقلم سامر حداد</byline></body.head><body.content><p>افتتحت المحطة اليوم.</p>"
        "<hl2>السعة</hl2><p>تكفي المحطة ألف بيت.</p></body.content></body></nitf></inlineXML>",
        headlines="",
    )
    assert (found.headline, found.authors) == ("عنوان داخلي", ("سامر حداد",))
    assert [kind for kind, _ in outline(found)] == ["paragraph", "heading", "paragraph"]


def test_wrapped_plain_text_is_read_by_its_indents() -> None:
    found = g2(
        '<inlineData contenttype="text/plain"><![CDATA[<p>\n   (AGX) - حلب - افتتحت\nالمحطة اليوم.\n'
        "   وقال الوزير إنها\nكافية.</p>]]></inlineData>"
    )
    assert [text for _, text in outline(found)] == ["(AGX) - حلب - افتتحت المحطة اليوم.", "وقال الوزير إنها كافية."]


def test_characters_that_were_escaped_twice_are_read_once_more() -> None:
    found = g2(XHTML.format("<p>قال &amp;quot;نعم&amp;quot; في o&amp;#39;clock.</p>"))
    assert outline(found) == [("paragraph", 'قال "نعم" في o\'clock.')]


def test_of_several_renditions_of_one_picture_the_widest_is_kept() -> None:
    pictures = "".join(
        f'<remoteContent contenttype="image/jpeg" rendition="rnd:{width}" width="{width}" '
        f'href="https://e.example/{width}.jpg"/>'
        for width in (100, 1200, 600)
    )
    assert [media.url for media in g2(f"{TEXT}{pictures}").media] == ["https://e.example/1200.jpg"]


def test_what_one_may_also_see_is_a_link_and_not_text() -> None:
    found = g2(meta='<link rel="irel:seeAlso" href="https://e.example/2"><title>خبر آخر</title></link>')
    assert [(link.url, link.title) for link in found.links] == [("https://e.example/2", "خبر آخر")]


@pytest.mark.parametrize("note", ["STRICTLY EMBARGOED. Not for public release until noon", "محظور النشر حتى الظهر"])
def test_an_embargo_in_a_note_to_editors_waits_for_a_person(note: str) -> None:
    embargo = g2(meta=f"<edNote>{note}</edNote>").embargo
    assert embargo is not None
    assert embargo.until is None


def test_an_embargo_with_its_time_is_not_made_endless_by_its_note() -> None:
    embargo = g2(meta="<embargoed>2030-01-01T00:00:00Z</embargoed><edNote>EMBARGOED until new year</edNote>").embargo
    assert embargo is not None
    assert embargo.until is not None


def test_a_kill_without_content_is_a_kill_all_the_same() -> None:
    [found] = understood(
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:e:1" version="5"><itemMeta>'
        '<pubStatus qcode="stat:canceled"/></itemMeta></newsItem>'
    )
    assert (found.guid, found.version, found.status) == ("urn:e:1", "5", "canceled")


def test_a_package_is_left_out_with_the_reason_and_its_items_are_read() -> None:
    item = ITEM.format(content=TEXT, headlines=HEADLINE, meta="", status="usable", version="1")
    package, found, empty = parse(
        Document(
            '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><packageItem guid="urn:p:1"/>'
            f'{item}<newsItem guid="urn:e:2"/></itemSet></newsMessage>'.encode()
        )
    )
    assert isinstance(package, Fault)
    assert (package.item, "packageItem" in package.reason) == ("urn:p:1", True)
    assert isinstance(found, Draft)
    assert isinstance(empty, Fault)
    assert empty.item == "urn:e:2"


NEWSML_1 = """<NewsML><NewsEnvelope><Priority FormalName="2"/></NewsEnvelope><NewsItem xml:lang="ar"><Identification>
<NewsIdentifier><ProviderId>e.example</ProviderId><DateId>20240501</DateId><NewsItemId>7</NewsItemId>
<RevisionId>3</RevisionId><PublicIdentifier>urn:newsml:e.example:20240501:7:3</PublicIdentifier></NewsIdentifier>
</Identification><NewsManagement><FirstCreated>20240501T120000Z</FirstCreated>
<ThisRevisionCreated>20240501T130000Z</ThisRevisionCreated><Status FormalName="{status}"/>{change}</NewsManagement>
<NewsComponent><NewsLines><HeadLine>افتتاح محطة مياه</HeadLine><DateLine>حلب 1 أيار (AGX) -</DateLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="AGX"/></Provider></AdministrativeMetadata>
<NewsComponent><ContentItem Href="https://e.example/1.jpg"><MediaType FormalName="Photo"/></ContentItem></NewsComponent>
<NewsComponent><ContentItem><DataContent><p>افتتحت المحطة اليوم.</p><p>AGX sh rk</p></DataContent></ContentItem>
</NewsComponent></NewsComponent></NewsItem></NewsML>"""


def newsml1(status: str = "Usable", change: str = "") -> Draft:
    [found] = Newsml1().parse(Document(NEWSML_1.format(status=status, change=change).encode()))
    assert isinstance(found, Draft)
    return found


def test_a_newsml_1_item_is_named_without_its_revision() -> None:
    found = newsml1()
    assert (found.guid, found.version, found.urgency) == ("urn:newsml:e.example:20240501:7", "3", 2)
    assert (found.dateline, found.source_name, found.language) == ("حلب 1 أيار (AGX)", "AGX", "ar")
    assert outline(found) == [("paragraph", "افتتحت المحطة اليوم.")]
    assert [media.url for media in found.media] == ["https://e.example/1.jpg"]


def test_a_newsml_1_embargo_lasts_until_its_status_changes() -> None:
    change = "<StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>20300101T000000Z</DateAndTime>"
    dated, endless = newsml1("Embargoed", f"{change}</StatusWillChange>"), newsml1("Embargoed")
    assert dated.embargo is not None
    assert dated.embargo.until is not None
    assert (dated.status, endless.status) == ("usable", "withheld")
    assert endless.embargo is not None
    assert endless.embargo.until is None


def test_a_newsml_1_kill_and_hold_are_seen() -> None:
    assert (newsml1("Canceled").status, newsml1("Withheld").status) == ("canceled", "withheld")

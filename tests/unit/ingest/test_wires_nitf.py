"""NITF as agencies send it, with what they mean by its statuses, notes and media."""

import pytest

from khabar_ingest.draft import Draft

from .conftest import outline, understood

FRAME = """<nitf baselang="ar"><head><title>عنوان</title><docdata {docdata}><doc-id id-string="n:1" regsrc="AGX"/>
<urgency ed-urg="{urgency}"/><date.issue norm="20240501T120000+0300"/>{data}
<key-list><keyword key="مياه"/></key-list></docdata></head><body><body.head>{head}</body.head>
<body.content>{content}</body.content><body.end><tagline>{tagline}</tagline></body.end></body></nitf>"""
HEAD = """<hedline><hl1>افتتاح محطة مياه</hl1><hl2>سطر تحت العنوان</hl2></hedline>
<note type="npa"><body.content><p>للمحررين فقط.</p></body.content></note>
<byline>بقلم <person>سامر حداد</person> <byttl>مراسل</byttl></byline><distributor>وكالة المثال</distributor>
<dateline><location><city>حلب</city></location><story.date norm="20240501">20240501T120000</story.date></dateline>
<abstract><p>موجز الخبر.</p></abstract>"""


PLAIN = {"docdata": "", "data": "", "head": HEAD, "urgency": "3", "tagline": ""}


def nitf(content: str = "<p>افتتحت المحطة اليوم.</p>", **said: str) -> list[Draft]:
    return understood(FRAME.format(content=content, **PLAIN | said))


def test_what_stands_around_the_text_is_told_apart_from_it() -> None:
    [found] = nitf(tagline="ساهمت في الخبر رنا خوري.")
    assert (found.headline, found.lead, found.dateline) == ("افتتاح محطة مياه", "موجز الخبر.", "حلب")
    assert found.authors == ("سامر حداد",)
    assert (found.source_name, found.language, found.categories) == ("وكالة المثال", "ar", ("مياه",))
    assert outline(found) == [("paragraph", "افتتحت المحطة اليوم."), ("paragraph", "ساهمت في الخبر رنا خوري.")]
    assert found.published_at == found.updated_at


def test_the_mail_address_of_a_desk_is_no_text() -> None:
    assert outline(nitf(tagline="desk@agency.example")[0]) == [("paragraph", "افتتحت المحطة اليوم.")]


def test_a_picture_keeps_its_caption_and_credit_out_of_the_text() -> None:
    picture = """<media media-type="image"><media-reference source="https://e.example/s.jpg" width="100" height="50"/>
    <media-reference source="https://e.example/l.jpg" width="1000" height="500" mime-type="image/jpeg"/>
    <media-caption><p>المحطة من الجو.</p></media-caption><media-producer>رنا خوري</media-producer></media>"""
    [found] = nitf(f"{picture}<p>افتتحت المحطة اليوم.</p>")
    [media] = found.media
    assert (media.url, media.width, media.caption, media.credit) == (
        "https://e.example/l.jpg",
        1000,
        "المحطة من الجو.",
        "رنا خوري",
    )
    assert outline(found) == [("paragraph", "افتتحت المحطة اليوم.")]


def test_a_picture_that_only_the_agency_can_open_is_left_out_with_its_caption() -> None:
    [found] = nitf(
        '<media media-type="image"><media-reference source="high.jpg"/><media-caption>تعليق.</media-caption></media>'
        "<p>افتتحت المحطة اليوم.</p>"
    )
    assert found.media == ()
    assert outline(found) == [("paragraph", "افتتحت المحطة اليوم.")]


def test_blocks_sub_heads_quotes_lists_and_tables_keep_their_kind() -> None:
    [found] = nitf(
        "<block><hl2>السعة</hl2><p>تكفي المحطة ألف بيت.</p></block><bq><p>قال الوزير إنها كافية.</p></bq>"
        "<ul><li>أول</li><li>ثان</li></ul>"
        "<table><tr><th><p>المدينة</p></th><th>البيوت</th></tr><tr><td>حلب</td><td>١٠٠٠</td></tr></table>"
        "<p>وانتهى الافتتاح ظهراً.</p>"
    )
    assert [block.type for block in found.body] == ["heading", "paragraph", "quote", "list", "table", "paragraph"]
    assert found.body[4].rows == (("المدينة", "البيوت"), ("حلب", "١٠٠٠"))


@pytest.mark.parametrize("message", ["EMBARGOED UNTIL 1900 GMT", "محظور النشر حتى السابعة مساء", "Hold for release"])
def test_an_embargo_that_only_a_note_to_editors_tells_waits_for_a_person(message: str) -> None:
    [found] = nitf(data=f'<ed-msg info="{message}"/>')
    assert found.embargo is not None
    assert found.embargo.until is None


@pytest.mark.parametrize(
    "message",
    [
        "Adds reaction to the oil embargo",
        "Updates with arms embargo for Libya, under embargo since 2011",
        "يضيف رد النقابة على حظر النشر في القضية",
    ],
)
def test_a_note_about_an_embargo_in_the_news_holds_nothing(message: str) -> None:
    assert nitf(data=f'<ed-msg info="{message}"/>')[0].embargo is None


def test_a_hundred_thousand_notes_are_read_in_a_moment() -> None:
    [found] = nitf(f"<p>افتتحت {'<note/>x' * 100_000}</p>")
    assert found.headline == "افتتاح محطة مياه"


def test_a_release_date_that_is_empty_holds_the_text() -> None:
    [found] = nitf(data="<date.release/>")
    assert found.embargo is not None
    assert found.embargo.until is None


def test_a_kill_without_a_word_is_a_kill_all_the_same() -> None:
    [found] = understood(
        '<nitf><head><docdata management-status="canceled"><doc-id id-string="n:1"/></docdata></head><body/></nitf>'
    )
    assert (found.guid, found.status, found.body) == ("n:1", "canceled", ())


def test_a_text_that_takes_back_another_one_says_so_first() -> None:
    other, found = nitf(docdata='management-doc-idref="n:0" management-idref-status="canceled"')
    assert (other.guid, other.status) == ("n:0", "canceled")
    assert (found.guid, found.status, found.evolves) == ("n:1", "usable", "n:0")


def test_the_status_of_another_text_is_not_taken_for_the_own_one() -> None:
    [found] = nitf(docdata='management-status="usable" management-doc-idref="n:0" management-idref-status="usable"')
    assert (found.status, found.evolves) == ("usable", "n:0")


@pytest.mark.parametrize(("said", "meant"), [("1", 1), ("8", 8), ("0", None), ("12", None), ("عاجل", None)])
def test_an_urgency_on_another_scale_costs_nothing(said: str, meant: int | None) -> None:
    assert nitf(urgency=said)[0].urgency == meant


def test_desk_initials_are_neither_author_nor_text() -> None:
    head = "<hedline><hl1>افتتاح محطة مياه</hl1></hedline><byline>gr/bp</byline>"
    [found] = nitf("<p>افتتحت المحطة اليوم.</p><p>___</p><p>hh/ph/ts</p>", head=head)
    assert found.authors == ()
    assert outline(found) == [("paragraph", "افتتحت المحطة اليوم.")]


def test_what_follows_a_line_for_editors_is_not_published() -> None:
    [found] = nitf("<p>افتتحت المحطة اليوم.</p><p>المعلومات التالية ليست للنشر</p><p>هاتف المراسل ٠١٢٣.</p>")
    assert outline(found) == [("paragraph", "افتتحت المحطة اليوم.")]

"""What of a page is its article, in the shapes that papers' content systems give it."""

import json
from contextlib import suppress
from datetime import UTC

import pytest

from khabar.errors import Rejected
from khabar_ingest.draft import Draft, Fault
from khabar_ingest.pages import article_of

from .conftest import outline

TITLE = "توزيع بذار القمح على المزارعين في الريف"
PARAGRAPHS = (
    "أعلنت مديرية الزراعة في المحافظة بدء توزيع بذار القمح على المزارعين المسجلين في الجمعيات الفلاحية.",
    "وقال مدير الزراعة إن الكميات الموزعة هذا العام تكفي لزراعة ثلاثين ألف هكتار من الأراضي المروية.",
    "وأضاف أن لجاناً محلية تشرف على التوزيع وتتلقى شكاوى المزارعين في مكاتبها طوال أيام الأسبوع.",
    "ويطالب المزارعون بتوفير المحروقات بأسعار مدعومة قبل بداية موسم الري في الربيع القادم.",
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
WHOLE = [("paragraph", paragraph) for paragraph in PARAGRAPHS]


def read(inside: str, head: str = "", url: str | None = None) -> Draft:
    page = f'<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8">{head}</head><body>{inside}</body></html>'
    found = article_of(page.encode(), url, None, UTC)
    assert isinstance(found, Draft), found
    return found


def around(body: str, meta: str = "") -> str:
    return f'<div class="z1"><h1>{TITLE}</h1><div class="z2">{meta}</div><div class="z3">{body}</div></div>'


def test_a_page_inside_one_form_is_still_read() -> None:
    assert outline(read(f'<form action="./Default.aspx">{around(BODY)}</form>')) == WHOLE


def test_paragraphs_that_only_line_breaks_part_are_paragraphs() -> None:
    assert outline(read(around("<br>".join(PARAGRAPHS)))) == WHOLE


def test_a_bold_line_before_an_answer_is_a_subhead() -> None:
    found = read(around(f"<p>{PARAGRAPHS[0]}</p><p><b>ماذا يطلب المزارعون؟</b><br>{PARAGRAPHS[3]}</p>"))
    assert outline(found) == [WHOLE[0], ("heading", "ماذا يطلب المزارعون؟"), WHOLE[3]]


def test_the_summary_between_headline_and_body_begins_the_article() -> None:
    summary = "المديرية تقول إن الكميات كافية وإن لجاناً محلية تتلقى الشكاوى طوال الأسبوع"
    found = read(around(BODY, f'<p class="introtext">{summary}</p>'))
    assert outline(found) == [("paragraph", summary), *WHOLE]


def test_a_stream_of_other_stories_under_a_short_one_is_not_of_it() -> None:
    teaser = '<div class="t"><h3><a href="/{0}">خبر آخر {0}</a></h3><p>{1}</p></div>'
    stream = "".join(teaser.format(number, PARAGRAPHS[number].replace("الزراعة", "التعليم") * 2) for number in range(4))
    found = read(f'{around(BODY)}<section class="s">{stream}</section>')
    assert outline(found) == WHOLE


def test_readers_comments_longer_than_the_story_are_not_of_it() -> None:
    comments = "".join(f"<li><p>{PARAGRAPHS[1]} هذا رأيي يا جماعة الخير. رقم {number}</p></li>" for number in range(12))
    found = read(f'{around(BODY)}<div id="comments"><ul>{comments}</ul></div>')
    assert outline(found) == WHOLE


def test_a_paragraph_that_is_only_a_link_is_a_related_link() -> None:
    promo = '<p><a href="https://field.example/rain">موسم مطر جيد في الشمال</a></p>'
    found = read(around(BODY.replace("</p><p>", f"</p>{promo}<p>", 1)))
    assert outline(found) == WHOLE
    assert [(link.url, link.title) for link in found.links] == [
        ("https://field.example/rain", "موسم مطر جيد في الشمال")
    ]


def test_a_link_inside_a_sentence_stays_in_it() -> None:
    body = BODY.replace("مدير الزراعة", '<a href="https://field.example/m">مدير الزراعة</a>', 1)
    assert outline(read(around(body))) == WHOLE


def test_a_box_that_calls_to_act_is_left_out() -> None:
    box = '<div class="k"><strong>احجز الآن</strong><p>استشارة زراعية خلال دقائق.</p><a href="/b">احجز</a></div>'
    assert outline(read(around(BODY.replace("</p><p>", f"</p>{box}<p>", 1)))) == WHOLE


def test_a_table_of_the_storys_own_subheads_is_left_out() -> None:
    contents = (
        '<div class="c"><p>المحتويات</p><ul><li><a href="#a">أولاً</a></li><li><a href="#b">ثانياً</a></li></ul></div>'
    )
    assert outline(read(around(contents + BODY))) == WHOLE


def test_the_rest_of_a_story_behind_a_button_is_read() -> None:
    half = BODY.index("<p>", 5)
    body = f'<div class="a">{BODY[:half]}</div><div class="b" style="display:none">{BODY[half:]}</div>'
    assert outline(read(around(body))) == WHOLE


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("application/ld+json", {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(PARAGRAPHS)}),
        ("application/json", {"props": {"pageProps": {"item": {"title": TITLE, "content": BODY, "id": 7}}}}),
    ],
)
def test_a_body_that_only_the_pages_data_carry_is_read(kind: str, data: dict[str, object]) -> None:
    head = f'<title>{TITLE}</title><script type="{kind}">{json.dumps(data)}</script>'
    found = read('<div id="root"><p>يرجى تفعيل جافاسكربت لعرض هذه الصفحة.</p></div>', head)
    assert outline(found) == WHOLE


def test_sentences_full_of_linked_names_stay_whole() -> None:
    body = BODY
    for number, name in enumerate(("مديرية الزراعة", "المزارعين", "الجمعيات", "القمح")):
        body = body.replace(name, f'<a href="/t/{number}">{name}</a>')
    assert outline(read(around(body))) == WHOLE


@pytest.mark.parametrize(
    ("said", "site"),
    [
        (f"{TITLE} | جريدة الحقل", "جريدة الحقل"),
        (f"جريدة الحقل - {TITLE}", ""),
        (f"{TITLE} – أخبار – جريدة الحقل", ""),
        (f"جريدة الحقل :: {TITLE}", ""),
    ],
)
def test_the_outlets_name_is_off_the_headline(said: str, site: str) -> None:
    head = f'<title>{said}</title><meta property="og:site_name" content="{site}">'
    assert read(around(BODY), head).headline == TITLE


def test_a_headline_with_a_dash_or_colon_of_its_own_stays_whole() -> None:
    title = "دمشق - مدير الزراعة: البذار يكفي"
    page = f"<h1>{title}</h1><div>{BODY}</div>"
    assert read(page, f"<title>{title} | الحقل</title>").headline == title


@pytest.mark.parametrize(
    ("meta", "authors"),
    [
        ('<span class="author">بقلم: سلمى الحسن</span>', ("سلمى الحسن",)),
        ('<a href="/writers/salma">سلمى الحسن</a>', ("سلمى الحسن",)),
        ("<div>كتب: خالد المري</div>", ("خالد المري",)),
        ('<p class="byline">By Huda Saleh</p>', ("Huda Saleh",)),
        ('<span class="author">admin</span>', ()),
        ('<span class="author">هيئة التحرير</span>', ()),
        ('<span class="author">جريدة الحقل</span>', ()),
        ('<span class="author">https://field.example/</span>', ()),
        ('<div class="comment"><span class="author">زائر كريم</span></div>', ()),
        ("<div>تحرير الرقة يكتمل</div>", ()),
    ],
)
def test_bylines_are_people_and_never_garbage(meta: str, authors: tuple[str, ...]) -> None:
    assert read(around(BODY, meta), '<meta property="og:site_name" content="جريدة الحقل">').authors == authors


def test_a_labelled_first_line_names_the_writer_and_stays() -> None:
    found = read(around(f"<p>حوار: سلمى الحسن</p>{BODY}"))
    assert found.authors == ("سلمى الحسن",)
    assert found.body[0].text == "حوار: سلمى الحسن"


def test_the_printed_date_is_taken_where_no_metadata_tell_one() -> None:
    found = read(around(BODY, "<span>نشر في 3 مارس 2020</span><span>آخر تحديث 5 مارس 2020</span>"))
    assert (found.published_at, found.updated_at) != (None, None)
    assert [time.date().isoformat() for time in (found.published_at, found.updated_at) if time] == [
        "2020-03-03",
        "2020-03-05",
    ]


def test_a_date_over_the_headline_counts_with_a_label() -> None:
    page = f"<div>{{0}}</div><h1>{TITLE}</h1><div>{BODY}</div>"
    dated = read(page.format("تاريخ النشر: 3 مارس 2020")).published_at
    assert dated is not None
    assert dated.date().isoformat() == "2020-03-03"
    assert read(page.format("الثلاثاء 3 مارس 2020")).published_at is None


def test_the_pages_clock_is_no_date_of_the_article() -> None:
    clock = '<div class="top">الثلاثاء 3 مارس 2020</div>'
    assert read(f"{clock}{around(BODY)}").published_at is None
    assert read(f"{clock}{around(BODY, '<span>3 مارس 2020</span>')}").published_at is None


def test_dates_in_running_text_comments_and_teasers_are_not_taken() -> None:
    body = BODY.replace("بدء توزيع", "في 3 مارس 2020 بدء توزيع")
    comments = '<div id="comments"><p>5 مارس 2020</p><p>خبر جيد للمزارعين في كل مكان، شكراً لكم.</p></div>'
    teaser = '<ul><li><a href="/x">خبر آخر</a> <time datetime="2020-03-06">6 مارس 2020</time></li></ul>'
    found = read(f"{around(body)}{comments}{teaser}")
    assert (found.published_at, found.date_source) == (None, "unknown")


def test_an_address_with_a_full_date_dates_a_page_that_says_nothing() -> None:
    found = read(around(BODY), url="https://field.example/2020/03/03/wheat")
    assert found.published_at is not None
    assert found.published_at.date().isoformat() == "2020-03-03"


def test_breadcrumbs_tell_the_section() -> None:
    trail = '<div class="crumbs"><a href="/">الرئيسية</a> » <a href="/eco">اقتصاد</a></div>'
    assert read(trail + around(BODY)).section_hint == "اقتصاد"


def test_a_picture_with_a_line_under_it_keeps_the_line_as_its_caption() -> None:
    picture = '<div class="photo"><img src="https://field.example/w.jpg"><p>حقل قمح في الريف (أرشيف)</p></div>'
    found = read(around(picture + BODY))
    assert outline(found) == WHOLE
    assert [media.caption for media in found.media] == ["حقل قمح في الريف (أرشيف)"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 100_000 + BODY,
        f"<article>{BODY}</article>" + "<a href='/x'>خبر</a> " * 200_000,
        f"<article>{BODY}</article><ul>" + "<li><a href='/x'>خبر طويل</a></li>" * 100_000,
        "<div>" + "<span>كلمة، </span>" * 150_000,
        "<h1>عنوان</h1>" * 20_000 + BODY,
        f"<h1>{TITLE}</h1>" + "<time datetime='2020-01-01'>x</time>" * 30_000 + BODY,
    ],
    ids=["nested", "links", "items", "spans", "headlines", "times"],
)
def test_a_page_made_to_hurt_ends_in_bounded_time(hostile: str) -> None:
    page = f"<html><body>{hostile}</body></html>".encode()
    with suppress(Rejected):
        assert isinstance(article_of(page, None, None, UTC), Draft | Fault)

"""Odd forms of markup in which papers' content systems put an article, and what stands at its edges."""

import pytest

from khabar.errors import Rejected

from .conftest import outline
from .test_page_articles import BODY, PARAGRAPHS, TITLE, WHOLE, around, read


def test_elements_of_a_sites_own_making_hold_paragraphs_and_captions() -> None:
    texts = "".join(f"<text-block>{paragraph}</text-block>" for paragraph in PARAGRAPHS)
    picture = '<x-image><img src="/a.jpg"><image-caption>الحقول في الربيع. عدسة: المصور</image-caption></x-image>'
    card = '<promo-card href="/other"><card-label>من الأرشيف</card-label></promo-card>'
    story = f"<x-story><h1>{TITLE}</h1>{picture}<x-body>{texts}{card}</x-body></x-story>"
    assert outline(read(story)) == WHOLE


def test_an_element_of_a_sites_own_making_in_a_sentence_stays_in_it() -> None:
    said = PARAGRAPHS[0].replace("المحافظة", "<tool-tip>المحافظة</tool-tip>")
    assert outline(read(around(BODY.replace(PARAGRAPHS[0], said)))) == WHOLE


def test_preformatted_text_is_parted_at_its_empty_lines_and_joined_at_the_others() -> None:
    wrapped = "\n\n".join(paragraph.replace(" ", "\n", 5) for paragraph in PARAGRAPHS)
    assert outline(read(f"<h1>{TITLE}</h1><pre>{wrapped}\n</pre>")) == WHOLE


def test_links_for_editors_and_numbers_of_footnotes_are_no_text() -> None:
    numbered = f'<p>{PARAGRAPHS[0]}<sup><a href="#n1">[1]</a></sup></p>'
    edited = '<h2>ما بعد التوزيع<span>[<a href="/edit">عدل</a>]</span></h2>'
    found = read(around(f"{numbered}<p>{PARAGRAPHS[1]}</p>{edited}<p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>"))
    assert outline(found) == [*WHOLE[:2], ("heading", "ما بعد التوزيع"), *WHOLE[2:]]


def test_a_raised_figure_that_leads_nowhere_is_of_the_text() -> None:
    metres = "وتبلغ مساحة المستودع ثلاثة آلاف م<sup>2</sup> في الطرف الجنوبي من المدينة القديمة قرب المحطة."
    found = read(around(f"{BODY}<p>{metres}</p>"))
    assert "م2" in found.body[-1].text


def test_an_aside_that_readers_may_skip_is_no_text() -> None:
    aside = (
        '<section><a href="#end">تخطى قصص مقترحة وواصل القراءة</a><strong>قصص مقترحة</strong>'
        '<ul><li><a href="/1">قصة أولى</a></li></ul><p id="end">قصص مقترحة نهاية</p></section>'
    )
    assert outline(read(around(BODY.replace("</p><p>", f"</p>{aside}<p>", 1)))) == WHOLE


def test_the_way_to_the_content_skips_no_article() -> None:
    page = f'<a href="#c">تخطي إلى المحتوى ومتابعة القراءة</a><ul><li>أخبار</li></ul><div id="c">{around(BODY)}</div>'
    assert outline(read(page)) == WHOLE


def test_the_day_of_an_agency_is_read_from_its_last_line_which_is_no_text() -> None:
    found = read(around("<br>".join([*PARAGRAPHS, "-- (جبل)", "ر خ / ف ق / م ب", "23/03/2024 14:52:37"])))
    assert outline(found) == WHOLE
    assert found.published_at is not None
    assert found.published_at.date().isoformat() == "2024-03-23"


def test_a_date_before_the_first_sentence_is_the_articles() -> None:
    found = read(around(f"<p>الخميس، 17 يونيو 2021</p>{BODY}"))
    assert outline(found) == WHOLE
    assert found.published_at is not None


@pytest.mark.parametrize("line", ["انتهى الحفل / بدأ آخر", "قال (زيد) -- نعم", "١٢ شخصاً"])
def test_a_short_last_sentence_is_no_sign_off(line: str) -> None:
    placed = list(read(around(f"{BODY}<p>{line} ثم غادروا.</p>")).body)
    assert placed[-1].text.startswith(line)


def test_a_line_that_says_when_is_no_summary() -> None:
    found = read(around(BODY, '<p class="when">نُشر في: الجمعة 22 غشت 2025 على الساعة 18:30</p>'))
    assert outline(found) == WHOLE


def test_a_page_whose_title_is_its_outlets_is_named_by_the_heading_over_its_text() -> None:
    page = f"<h3>{TITLE}</h3><div>{BODY}</div>"
    assert read(page, "<title>وكالة الأنباء الوطنية</title>").headline == TITLE


def test_a_title_that_the_page_prints_nowhere_stays_where_the_heading_is_a_sections() -> None:
    page = f"<h3>آخر أخبار المحافظات</h3><div>{BODY}</div>"
    assert read(page, "<title>المحافظة تبدأ توزيع بذار القمح على المزارعين</title>").headline.startswith("المحافظة")


def test_a_byline_that_is_read_out_to_the_blind_and_one_beside_a_portrait_are_found() -> None:
    assert read(around(BODY, "<li><span>Author, </span><span>خديجة بن عمر</span></li>")).authors == ("خديجة بن عمر",)
    portrait = '<div><img src="/avatars/7.jpg"><div><div>زوينة الكندي</div><div>7 أبريل 2024</div></div></div>'
    assert read(around(BODY, portrait)).authors == ("زوينة الكندي",)


def test_the_section_is_the_step_of_the_path_that_the_title_names() -> None:
    path = '<div class="breadcrumbs"><a href="/culture">ثقافة</a><a href="/where/x">السودان</a></div>'
    assert read(path + around(BODY), f"<title>{TITLE} | ثقافة | المنبر</title>").section_hint == "ثقافة"


def test_a_page_of_nothing_but_a_link_is_no_article() -> None:
    with pytest.raises(Rejected, match="no article text"):
        read('<a href="/x">اضغط هنا للدخول</a>')

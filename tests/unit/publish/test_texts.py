"""An article's text as other systems take it: HTML, blocks of WordPress' editor, and plain text."""

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from khabar.models import Block
from khabar.models.base import Direction
from khabar_publish.formats import make_format
from khabar_publish.formats.marks import marked, web_address
from khabar_publish.formats.runs import isolated
from khabar_publish.settings import PublishSettings

from .articles import HOSTILE, any_revision, hostile, whole
from .inert import inert
from .stories import WHEN, enriched, removal, told

_SETTINGS = PublishSettings()
_SCRAPS = [
    "<b>",
    "</b>",
    "<a href='https://x.y'>",
    "</a>",
    "<i/>",
    "<!--",
    "-->",
    "<bdi dir=x>",
    "<svg><style>",
    "<br>",
]
_SCRAPS += ["<script>", "</script>", "&lt;", "<", ">", "نص ", "x ", "<p>", "\u202e"]


def said(name: str, **changes: object) -> str:
    body = make_format(name, _SETTINGS).render(told("article.enriched", whole(**changes)))
    return (body or b"").decode()


@pytest.mark.parametrize("name", ["html", "blocks", "plain"])
def test_a_lead_that_the_body_begins_with_is_told_once(name: str) -> None:
    first = {"type": "paragraph", "text": "عادت المياه إلى أحياء الرقة بعد انقطاع."}
    for lead in (first["text"], "عادت المياه إلى أحياء…"):
        assert said(name, lead=lead, body=[first]).count("عادت المياه") == 1
    assert said(name, lead="خلاصة أخرى", body=[first]).count("خلاصة أخرى") == 1


@pytest.mark.parametrize("name", ["html", "blocks", "plain"])
def test_corrections_and_the_source_stand_at_the_end(name: str) -> None:
    text = said(name)
    places = [text.index(words) for words in ("youtube.com", "تصويب (10/3/2024): عادت الأحد", "المصدر: وكالة الفرات")]
    assert places == sorted(places)


def test_an_english_article_is_told_in_english_words() -> None:
    text = said("plain", language="en", direction="ltr")
    assert "Correction (2024-03-10)" in text
    assert "Source: وكالة الفرات" in text


@pytest.mark.parametrize("name", ["html", "blocks", "plain"])
def test_of_what_was_withdrawn_the_notice_is_told_and_of_what_was_killed_nothing(name: str) -> None:
    made = make_format(name, _SETTINGS)
    notice = made.render(told("article.withdrawn", removal(reason="خطأ <b>جسيم</b>")))
    assert notice
    assert "سُحبت هذه المادة" in notice.decode()
    assert ("<b>" in notice.decode()) == (name == "plain")
    assert made.render(told("article.killed", removal())) is None


def test_html_tells_its_language_and_the_direction_of_what_runs_otherwise() -> None:
    text = said("html")
    assert text.startswith('<div lang="ar" dir="rtl"><figure><img src="https://pictures.example/ماء.jpg" alt="مضخة" />')
    assert '<p dir="ltr">Water came back to the city on Sunday.</p>' in text
    assert 'قال <b>المهندس</b> إن <span dir="ltr">C++ (v2)</span> تعمل.' in text
    assert "<h3>ماذا جرى؟</h3>" in text
    assert "<figcaption>عمال الصيانة<br>تصوير: رنا</figcaption>" in text


def test_every_block_is_one_that_the_editor_of_wordpress_knows() -> None:
    text = said("blocks")
    inert(text)
    assert '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">ماذا جرى؟</h3>\n<!-- /wp:heading -->' in text
    assert '<!-- wp:paragraph {"direction":"ltr"} -->\n<p dir="ltr">Water' in text
    assert '<ul class="wp-block-list"><!-- wp:list-item -->\n<li>حي الثكنة</li>\n<!-- /wp:list-item -->' in text
    assert '<blockquote class="wp-block-quote"><!-- wp:paragraph -->\n<p>عادت المياه أخيراً</p>' in text
    assert '<figure class="wp-block-table"><table><tbody><tr><td>الحي</td><td>البيوت</td></tr>' in text
    assert '<figcaption class="wp-element-caption">عمال الصيانة' in text
    for attributes in re.findall(r"<!-- wp:[a-z-]+ (\{.*?\}) -->", text):
        assert json.loads(attributes)


def test_no_shortcode_of_wordpress_is_run_and_no_comment_ended() -> None:
    body = make_format("blocks", _SETTINGS).render(told("article.enriched", hostile()))
    assert body
    text = body.decode()
    inert(text)
    assert "[" not in re.sub("<!--.*?-->", "", text)
    assert "&#091;gallery" in text or '&#091;<span dir="ltr">gallery' in text


def test_plain_text_is_wrapped_nowhere_and_marked_nowhere() -> None:
    text = said("plain")
    assert text.startswith("عودة المياه إلى أحياء الرقة\n\nعادت المياه")
    assert "• حي الثكنة\n• حي المشلب" in text
    assert "الثكنة | ١٢٠٠" in text
    assert "قال المهندس إن C++ (v2) تعمل." in text
    assert not re.search(r"[<>]|\n\n\n", text)


def test_marks_that_nobody_knows_lose_their_elements_and_keep_their_words() -> None:
    markup = (
        'قال <em dir=RTL lang="ar">نعم</em> <font>ثم</font> <a href="/here">هنا</a> <bdi>x</bdi><script>x()</script>'
    )
    assert marked("", markup, "rtl") == (
        'قال <em dir="rtl" lang="ar">نعم</em> ثم هنا <span dir="auto"><span dir="ltr">x</span></span>'
    )


@pytest.mark.parametrize("mark", ["<a" + " " * 390, "<b " + "a='b' " * 60, "</b" + "x" * 390, '<a href="' + "x" * 380])
def test_marks_without_an_end_are_not_read_again_and_again(mark: str) -> None:
    started = time.perf_counter()
    assert marked("كلمات", mark * 490, "rtl") == "كلمات"
    assert time.perf_counter() - started < 0.1


def test_a_sign_that_opens_no_mark_is_a_sign() -> None:
    assert marked("", "<b>٥ < ٦</b> و٣ <", "rtl") == "<b>٥ &lt; ٦</b> و٣ &lt;"


def test_a_paragraph_of_nothing_but_marks_keeps_its_words_alone() -> None:
    assert marked("كلمات", "<b>" * 501 + "كلمات", "rtl") == "كلمات"


@pytest.mark.parametrize(
    ("text", "isolates"),
    [
        ("لغة C++ سهلة", "لغة <span dir=ltr>C++</span> سهلة"),
        ("شبكة 5G الجديدة", "شبكة <span dir=ltr>5G</span> الجديدة"),
        ("اتصل على +963 11 222 الآن", "اتصل على <span dir=ltr>+963 11 222</span> الآن"),
        ("عام 2024 مضى", "عام 2024 مضى"),
        ("قال (BBC News) إن", "قال (<span dir=ltr>BBC News</span>) إن"),
        ("نسخة Foo (v2).", "نسخة <span dir=ltr>Foo (v2)</span>."),
    ],
)
def test_foreign_words_are_kept_together(text: str, isolates: str) -> None:
    assert isolated(text, "rtl").replace('"', "") == isolates


def test_arabic_in_an_english_line_is_kept_together() -> None:
    assert isolated("He said صباح الخير.", "ltr") == 'He said <span dir="rtl">صباح الخير</span>.'


@given(some.text(max_size=200), some.sampled_from(["rtl", "ltr"]))
def test_isolation_changes_no_word(text: str, direction: Direction) -> None:
    html = isolated(text, direction)
    inert(html)
    bare = re.sub(r"</?span[^>]*>", "", html).replace("<br>", "\n")
    assert bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@given(some.lists(some.sampled_from(_SCRAPS), max_size=12))
def test_whatever_marks_come_those_that_go_are_well_nested(pieces: list[str]) -> None:
    inert(marked("", "".join(pieces), "rtl"))


@given(any_revision)
@settings(max_examples=40)
def test_whatever_an_article_holds_its_html_and_its_blocks_are_inert(revision: object) -> None:
    for name in ("html", "blocks"):
        event = told("article.enriched", enriched().model_validate(revision))
        inert((make_format(name, _SETTINGS).render(event) or b"").decode())


@pytest.mark.parametrize(
    "url",
    ["javascript:x", "//x.y", "https://", "http://a:b:c/", "https://x.y/ z", 'https://x.y/"', "mailto:a@b", "", None],
)
def test_what_is_no_address_of_the_web_is_not_led_to(url: str | None) -> None:
    assert web_address(url) == ""


def test_a_table_or_a_picture_without_anything_to_show_is_left_out() -> None:
    empty = [Block(type="table", rows=((),)), Block(type="image", url="javascript:x"), Block(type="list", items=(" ",))]
    text = said("html", body=[block.model_dump() for block in empty], media=[], corrections=[], credit="", lead="")
    assert text == '<div lang="ar" dir="rtl"></div>'


def test_a_correction_of_long_ago_is_told_too() -> None:
    note = {"revision": 1, "at": WHEN.replace(year=1), "note": HOSTILE}
    assert "تصويب (10/3/1)" in said("plain", corrections=[note])


@pytest.mark.parametrize("at", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)])
def test_the_first_and_the_last_day_that_there_are_can_be_told(tmp_path: Path, at: datetime) -> None:
    for zone in ("Asia/Damascus", "America/Lima"):
        (tmp_path / "newsroom.toml").write_text(f'[newsroom]\ntimezone = "{zone}"\n')
        page = make_format("page", PublishSettings(config=tmp_path / "newsroom.toml"))
        assert page.render(told("article.enriched", whole(published_at=at)))


def test_an_id_does_not_leave_its_attribute() -> None:
    gone = removal().model_copy(update={"id": '"><script>alert(1)</script>'})
    notice = make_format("page", _SETTINGS).render(told("article.withdrawn", gone))
    assert notice
    assert b"<script>" not in notice

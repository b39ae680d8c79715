"""Foreign words in running text stay whole, whatever signs and numbers stand beside them."""

import time

import pytest

from khabar.models import DateMention
from khabar_site.dates import Dates
from khabar_site.inline import inline
from khabar_site.phrases import Phrases
from khabar_site.runs import isolated
from khabar_site.spans import spans, weave
from tests.unit.site.articles import date

_SECONDS, _SIGNS = 5, 400_000


def _shown(text: str) -> str:
    """The text with brackets where a run is kept together."""
    return isolated(text, "rtl").replace('<bdi dir="ltr">', "[").replace("<bdi>", "[").replace("</bdi>", "]")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("مبرمجو لغة C++ في حلب", "مبرمجو لغة [C++] في حلب"),
        ("شبكة 5G في دمشق", "شبكة [5G] في دمشق"),
        ("قالت صحيفة New York Times إن", "قالت صحيفة [New York Times] إن"),
        ("منظمة الصحة (WHO) أعلنت", "منظمة الصحة ([WHO]) أعلنت"),
        ("بسرعة 10 km في الساعة", "بسرعة [10 km] في الساعة"),
        ("تحديث Windows 11 متاح", "تحديث [Windows 11] متاح"),
        ("على حساب @khabar_ar اليوم", "على حساب [@khabar_ar] اليوم"),
        ("وسم #سوريا و#Syria_2024", "وسم #سوريا و[#Syria_2024]"),
        ("في https://news.test/a_(b)/?q=1. ثم", "في [https://news.test/a_(b)/?q=1]. ثم"),
        ("قال «Hello world, it is fine. Yes (no)» ومضى", "قال «[Hello world, it is fine. Yes (no)]» ومضى"),
        ("قناة BBC: 20 خبراً", "قناة [BBC]: 20 خبراً"),
        ("منصة .NET. وغيرها", "منصة [.NET]. وغيرها"),
        ("في U.S. وكندا", "في [U.S.] وكندا"),
        ("هاتف +963 11 123 4567.", "هاتف [+963 11 123 4567]."),
        ("بلغت الحرارة -5 ليلاً", "بلغت الحرارة [-5] ليلاً"),
    ],
)
def test_a_run_with_signs_numbers_or_several_words_is_kept_together(text: str, shown: str) -> None:
    assert _shown(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "قالت BBC أمس إن",
        "إصابات COVID-19 في إدلب",
        "في 10 آذار/مارس 2024، 10:15",
        "بين 3-5 مواد، و1,500 نسخة بنسبة 50%",
        "«كلام عربي»، لا غير.",
        "فاز 3-1 أمس",
        "ال-5 الأوائل",
    ],
)
def test_what_the_line_shows_rightly_by_itself_costs_nothing(text: str) -> None:
    assert _shown(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("in سوريا 2024 people", "in <bdi>سوريا</bdi> 2024 people"),
        ("of حلب الشهباء today", "of <bdi>حلب الشهباء</bdi> today"),
        ("the town of حلب today", "the town of حلب today"),
    ],
)
def test_arabic_in_an_english_line_is_kept_together(text: str, shown: str) -> None:
    assert isolated(text, "ltr") == shown


def test_a_text_without_a_direction_is_only_escaped() -> None:
    assert isolated("لغة C++ & <b>", "") == "لغة C++ &amp; &lt;b&gt;"


def test_hostile_signs_around_a_run_are_escaped() -> None:
    markup = isolated('قال <script>alert("C++")</script> & \u202eabc def', "rtl")
    assert "<script" not in markup
    assert "\u202e" not in markup
    assert markup.count("<bdi") == markup.count("</bdi>")


def test_times_stay_at_their_place_beside_and_inside_runs() -> None:
    text = "نشرت New York Times في 3 January 2022 تقريراً"
    mention = DateMention.model_validate(date(text, "3 January 2022", "lead", "2022-01-03"))
    markup = weave(text, spans(text, [mention], Dates(Phrases())), direction="rtl")
    assert "<bdi>New York Times</bdi> في <time" in markup
    assert ">3 <bdi>January 2022</bdi></time> تقريراً" in markup


def test_inline_marks_keep_their_runs_and_their_links() -> None:
    html = 'لغة <b>C++</b> في <a href="https://a.test/x">New York Times</a>'
    markup = inline("لغة C++ في New York Times", html, (), "rtl")
    assert "<b><bdi>C++</bdi></b>" in markup
    assert '<a href="https://a.test/x"' in markup
    assert "><bdi>New York Times</bdi></a>" in markup


@pytest.mark.parametrize("unit", ["كلمة word ", "a ", "(", "-", "a(", "1 ", "+1 (", ".a", "a. ", "حلب 1 "])
def test_a_long_text_takes_time_as_its_length_does(unit: str) -> None:
    text = unit * (_SIGNS // len(unit))
    started = time.process_time()
    isolated(text, "rtl")
    isolated(text, "ltr")
    assert time.process_time() - started < _SECONDS

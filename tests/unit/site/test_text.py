import pytest

from khabar.models import DateMention
from khabar_site.dates import Dates
from khabar_site.inline import clean, inline
from khabar_site.phrases import Phrases
from khabar_site.spans import spans, weave, weave_lines
from tests.unit.site.articles import LEAD, date

DATES = Dates(Phrases())
YESTERDAY = DateMention.model_validate(date(LEAD, "أمس السبت", "lead", "2024-03-09"))


def test_a_date_is_marked_at_its_exact_place() -> None:
    markup = weave(LEAD, spans(LEAD, [YESTERDAY], DATES))
    assert markup == (
        'عادت المياه، <time datetime="2024-03-09" title="السبت، 9 آذار/مارس 2024">أمس السبت</time>،'
        " إلى ثلاثة أحياء غربي الرقة."
    )


def test_an_interval_tells_machines_both_its_ends() -> None:
    text = "بين الثالث من نوفمبر 2021 و16 منه"
    mention = DateMention.model_validate(date(text, text, "lead", "2021-11-03/2021-11-16", "interval"))
    assert weave(text, spans(text, [mention], DATES)).startswith(
        '<time datetime="2021-11-03" data-until="2021-11-16" title="من'
    )


def test_dates_are_marked_in_the_lines_of_a_list() -> None:
    lines = ["هجوم أمس", "بيان أمس", "ما لم يقرأ"]
    text = "\n".join(lines[:2])
    second = {"text": "أمس", "zone": "body.0", "start": 14, "end": 17, "value": "2022-02-06", "precision": "day"}
    marks = spans(text, [DateMention.model_validate(second)], DATES)
    assert ["<time" in line for line in weave_lines(lines, text, marks)] == [False, True, False]


def test_offsets_count_code_points_also_after_vowel_signs_and_emoji() -> None:
    text = "📰 قُتِلَ في 3 يناير"
    mention = DateMention.model_validate(date(text, "3 يناير", "lead", "2022-01-03"))
    assert ">3 يناير</time>" in weave(text, spans(text, [mention], DATES))


def test_a_mention_of_another_text_marks_nothing() -> None:
    assert spans("نص آخر لا تاريخ فيه أبداً", [YESTERDAY], DATES) == []


def test_of_two_overlapping_mentions_the_longer_is_marked() -> None:
    shorter = DateMention.model_validate(date(LEAD, "أمس", "lead", "2024-03-09"))
    assert [span.end for span in spans(LEAD, [shorter, YESTERDAY], DATES)] == [YESTERDAY.end]


def test_an_approximate_date_says_so() -> None:
    mention = YESTERDAY.model_copy(update={"approx": True})
    assert spans(LEAD, [mention], DATES)[0].title.startswith("نحو ")


def test_text_is_escaped_inside_and_outside_a_date() -> None:
    text = "<b>أمس</b> & <i>"
    mention = DateMention.model_validate(date(text, "<b>أمس</b>", "lead", "2024-03-09"))
    markup = weave(text, spans(text, [mention], DATES))
    assert markup.endswith(">&lt;b&gt;أمس&lt;/b&gt;</time> &amp; &lt;i&gt;")


def test_bidi_overrides_do_not_reach_the_page() -> None:
    assert weave("قبل \u202eabc\u2066 بعد", []) == "قبل abc بعد"


def test_scripts_and_handlers_are_gone_from_inline_marks() -> None:
    html = (
        '<a href="javascript:alert(1)" onclick="x()">خبر</a><script>alert(1)</script><img src=x onerror=y> <b>مهم</b>'
    )
    assert clean(html) == '<a rel="noopener noreferrer">خبر</a> <b>مهم</b>'


@pytest.mark.parametrize(
    "hidden", ["&#1;", "\x01", "&#x202e;", "&#x2066;", "&#xfffe;", "&#x7f;", "&#x85;", "&Tab;", "&#x200b;"]
)
def test_a_sign_hidden_in_an_address_never_makes_a_script_of_it(hidden: str) -> None:
    html = f'<a href="java{hidden}script:alert(1)" title="{hidden}">خبر</a>'
    assert "href" not in inline("خبر", html, ())


@pytest.mark.parametrize("href", ["//evil.test/x", "/\\evil.test", "data:text/html,x", "x:y", "http:evil.test", ""])
def test_an_address_that_leads_elsewhere_than_it_seems_is_dropped(href: str) -> None:
    assert "href" not in inline("خبر", f'<a href="{href}">خبر</a>', ())


@pytest.mark.parametrize(
    "href", ["https://a.test/خبر?x=1", "HTTP://a.test", "mailto:desk@a.test", "/archive/2024", "#notes", "page?at=1:2"]
)
def test_an_honest_address_stays_as_it_is(href: str) -> None:
    assert f'href="{href}"' in inline("خبر", f'<a href="{href}">خبر</a>', ())


def test_a_date_is_marked_inside_inline_marks() -> None:
    html = LEAD.replace("أمس السبت", "<strong>أمس</strong> السبت")
    markup = inline(LEAD, html, spans(LEAD, [YESTERDAY], DATES))
    assert markup.count('<time datetime="2024-03-09"') == 2
    assert '<strong><time datetime="2024-03-09" title="السبت، 9 آذار/مارس 2024">أمس</time></strong>' in markup


def test_inline_marks_around_other_words_are_kept_without_dates() -> None:
    markup = inline(LEAD, "كلمات <em>أخرى</em> &lt;script&gt;", spans(LEAD, [YESTERDAY], DATES))
    assert markup == "كلمات <em>أخرى</em> &lt;script&gt;"

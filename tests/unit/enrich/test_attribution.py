"""Who says it, and who spoke before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.config import Config
from khabar.models import Attribution, Enrichment, Entity, Mention, Revision
from khabar_enrich.attribution.scoring import Tally, score_attributions, score_facts
from khabar_enrich.gold import gold_articles
from khabar_enrich.page import Page
from khabar_enrich.steps import Attributions, Facts

Write = Callable[..., Revision]
PASSAGES = Path(__file__).parents[2] / "data" / "attribution" / "passages.json"
_PIECES = (
    'قال وأضاف المصدر مصدر أمني لوكالة إن أن “ ” " : ، . بحسب ما أفادت نقلت عن في بيان وقد كان قد أعلن قتل 3 مدنيين'
)


def read(revision: Revision, *entities: Entity) -> Enrichment:
    step = Attributions.load(Config())
    return step(Page.of(revision), Enrichment(for_revision=1, entities=entities))


def said(write: Write, *paragraphs: str, headline: str = "خبر") -> tuple[Attribution, ...]:
    return read(write(headline, *paragraphs)).attributions


def told(attribution: Attribution) -> tuple[str, str, str]:
    return attribution.verb, attribution.source.text if attribution.source else "", attribution.kind


@pytest.mark.parametrize(
    ("text", "verb", "source", "kind"),
    [
        ("قالت وزارة الصحة إن الوضع مستقر", "قالت", "وزارة الصحة", "organisation"),
        ("وأفاد مصدر مطلع بأن المفاوضات مستمرة", "وأفاد", "مصدر مطلع", "anonymous"),
        ("أكد ضابط في الشرطة أن التحقيق جار", "أكد", "ضابط في الشرطة", "anonymous"),
        ("الوزير أكد أن القرار نهائي", "أكد", "الوزير", "person"),
        ("وكانت الشركة قد أعلنت أنها ستتوقف", "أعلنت", "الشركة", "organisation"),
        ("أغلقت الطريق ظهر أمس، بحسب صحيفة الوطن", "بحسب", "صحيفة الوطن", "agency"),
        ("أغلقت الطريق، حسبما ذكرت صحيفة الوطن", "ذكرت", "صحيفة الوطن", "agency"),
        ("وجاء في تقرير للمنظمة أن الأسعار ارتفعت", "وجاء", "تقرير للمنظمة", "statement"),
        ("يقول خبراء إن الأزمة ستطول", "يقول", "خبراء", "anonymous"),
        ("غير أن مصدرا في الإدارة أكد أن الموعد تأجل", "أكد", "مصدرا في الإدارة", "anonymous"),
        ("وكانت الحكومة قد اتهمت سلطات الإقليم بمنع الاقتراع", "اتهمت", "الحكومة", "organisation"),
        ("حسب حصيلة أعلن عنها الناطق باسم الوزارة", "أعلن", "الناطق باسم الوزارة", "person"),
    ],
)
def test_a_source_is_read_with_its_kind(write: Write, text: str, verb: str, source: str, kind: str) -> None:
    assert [told(attribution) for attribution in said(write, text)] == [(verb, source, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "وأضاف المهاجم الهدف الثاني قبل نهاية الشوط",
        "وتابع المؤشر صعوده للجلسة الثالثة",
        "ارتفعت الأسعار وفق التوقعات السابقة",
        "لم يقل الوزير إن الأسعار سترتفع",
        "بين المدينة والريف طريق طويل",
        "أعيد النظر في كشف الحساب",
        "وهي معلومات مؤكدة منذ أمس",
        "واعترف بالجريمة وهدد بقتل شقيقه",
    ],
)
def test_words_that_only_look_like_a_verb_of_saying_attribute_nothing(write: Write, text: str) -> None:
    assert said(write, text) == ()


def test_the_source_named_before_goes_on_speaking(write: Write) -> None:
    first, second, third = said(
        write,
        "قال مصدر أمني لوكالة رويترز إن الطريق أغلق.",
        "وأوضح المصدر أن العمل جار. وأضاف أن الطريق سيفتح غدا.",
    )
    assert (first.kind, first.outlet) == ("anonymous", "وكالة رويترز")
    assert told(second) == ("وأوضح", "المصدر", "anonymous")
    assert told(third) == ("وأضاف", "المصدر", "anonymous")


def test_an_agency_that_relays_is_the_outlet_of_the_one_it_quotes(write: Write) -> None:
    (found,) = said(write, "ونقلت وكالة رويترز عن مسؤول أميركي قوله إن الاتفاق قريب")
    assert (told(found), found.outlet) == (("ونقلت", "مسؤول أميركي", "anonymous"), "وكالة رويترز")


@pytest.mark.parametrize(
    "text", ["وقال المدير إن “العمل متوقف.", 'وقال المدير: "العمل متوقف".', 'وقال المدير إن “العمل متوقف".']
)
def test_a_quotation_is_taken_without_its_marks_even_if_one_is_missing(write: Write, text: str) -> None:
    (found,) = said(write, text)
    assert (found.quote, found.text) == (True, "العمل متوقف")


def test_what_one_source_says_ends_where_the_next_is_told(write: Write) -> None:
    first, second = said(write, "قالت الشرطة إن الطريق مغلق، فيما أكد شهود أن الحركة عادية.")
    assert not first.text.endswith("شهود أن الحركة عادية")
    assert second.text == "الحركة عادية"


def test_a_name_decides_what_a_source_is(write: Write) -> None:
    text = "قالت واشنطن إن الاتفاق قريب"
    mention = Mention(zone="body.0", start=5, end=11, text="واشنطن")
    (found,) = read(
        write("خبر", text), Entity(id="loc:washington", type="place", name="واشنطن", mentions=(mention,))
    ).attributions
    assert (found.kind, found.named) == ("organisation", True)


def test_an_article_that_rests_on_one_unnamed_source_says_so(write: Write) -> None:
    alone = write("خبر", "قال مصدر أمني إن الطريق أغلق. وأضاف المصدر أن العمل جار.")
    two = write("خبر", "قال مصدر أمني إن الطريق أغلق. وقالت وزارة النقل إن العمل جار.")
    assert read(alone).single_anonymous_source
    assert not read(two).single_anonymous_source
    assert not read(write("خبر", "أغلق الطريق.")).single_anonymous_source


def test_the_gold_passages_are_read_as_an_editor_would(write: Write) -> None:
    sources, figures = Tally(), Tally()
    facts, attributions = Facts.load(Config()), Attributions.load(Config())
    for article in gold_articles(PASSAGES):
        page = Page.of(article.revision)
        found = attributions(page, facts(page, Enrichment(for_revision=1)))
        score_attributions(article, found, sources)
        score_facts(article, found, figures)
    assert sources.total >= 70
    assert figures.total >= 30
    assert min(sources.right / sources.total, sources.right_found / sources.found) >= 0.8, sources
    assert min(figures.right / figures.total, figures.right_found / figures.found) >= 0.8, figures


@settings(deadline=None)  # the tables are read by the first example
@given(st.lists(st.sampled_from([*_PIECES.split(" "), "\n"])).map(" ".join))
def test_no_words_break_the_reader_and_every_span_holds(write: Write, text: str) -> None:
    revision = write("خبر", text)
    texts = {zone.name: zone.text for zone in Page.of(revision).zones}
    for attribution in read(revision).attributions:
        assert texts[attribution.zone][attribution.start : attribution.end] == attribution.text
        if attribution.source is not None:
            source = attribution.source
            assert texts[source.zone][source.start : source.end] == source.text


def test_a_verb_of_saying_a_hundred_thousand_letters_long_is_read_in_bounded_steps(write: Write) -> None:
    page = Page.of(write("خبر", "بحسب مصدر " * 10_000))
    found = Attributions.load(Config())(page, Enrichment(for_revision=1)).attributions
    assert all(attribution.end - attribution.start <= 2000 for attribution in found)


def test_a_file_without_a_text_is_refused_by_name(tmp_path: Path) -> None:
    wrong = tmp_path / "gold.json"
    wrong.write_text('[{"headline": "خبر"}]', "utf-8")
    with pytest.raises(ValueError, match=r"gold\.json: article 1 names no text"):
        gold_articles(wrong)

"""Duplicates on paper: what two articles with shared text are to each other, told by short articles of our own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from khabar.models import Fact, Revision, SourceRef
from khabar_enrich.copies import Match, Signature, Verdict
from khabar_enrich.copies.judging import judge
from khabar_enrich.copies.shingles import fingerprints, found_in, shingles, word_hashes

Write = Callable[..., Revision]

_MONDAY = datetime(2022, 2, 7, 8, tzinfo=UTC)
_FIRE = "قتل ثلاثة أشخاص وأصيب سبعة بجروح في حريق اندلع فجر اليوم في مستودع للأقمشة وسط حي الميدان في دمشق"
_ENGINES = "وقال قائد فوج الإطفاء إن عشر سيارات شاركت في إخماد النيران بعد ساعتين من العمل المتواصل في أزقة ضيقة"
_CAUSE = "ورجح محافظ المدينة أن يكون تماس كهربائي قد تسبب في الحريق بينما فتحت النيابة العامة تحقيقا في الحادث"
_TRADERS = "وطالب تجار السوق بتعويض من خسروا بضائعهم وبنقل المستودعات الكبيرة إلى خارج الأحياء السكنية المكتظة"
_HOSPITAL = "وأعلن مدير المستشفى الوطني أن اثنين من المصابين غادرا بعد تلقي العلاج وأن البقية في حالة مستقرة تماما"
_SCHOOL = "وأغلقت مدرستان قريبتان أبوابهما ليوم واحد بسبب الدخان الكثيف الذي غطى الحي وانقطعت الكهرباء عن شوارع عدة"
_CABLE = (
    "بعث رئيس الجمهورية برقية تهنئة إلى {} بمناسبة ذكرى اليوم الوطني لبلاده",
    "وأعرب الرئيس في البرقية باسمه وباسم الشعب والحكومة عن أصدق التهاني وأطيب التمنيات بموفور الصحة والسعادة له",
    "ولحكومة وشعب {} الصديق اطراد التقدم والازدهار مشيدا بالعلاقات المتميزة التي تربط البلدين والتي يسعى الجميع",
    "إلى تعزيزها وتنميتها في المجالات كافة بما يخدم مصالح الشعبين ويعود عليهما بالخير والنماء والاستقرار",
)
_NIGER = "فخامة السيد محمد بازوم رئيس جمهورية النيجر"
_JAMAICA = "معالي السير باتريك ألين الحاكم العام لجامايكا"
_TONGA = "جلالة الملك توبو السادس ملك مملكة تونغا"
_BARBADOS = "سيادة الرئيسة ساندرا ميسون رئيسة بربادوس"
_FORECAST = (
    "توقعت مديرية الأرصاد الجوية في نشرتها عن حالة الطقس لهذا اليوم أن تبقى الأجواء {}",
    "وتكون الرياح {} على معظم المناطق وسرعتها بين عشرة وثلاثين كيلومترا وارتفاع الموج من نصف متر إلى متر ونصف",
    "وحالة البحر خفيف إلى متوسط الموج وتنصح المديرية السائقين بتخفيف السرعة على الطرق الجبلية عند تدني الرؤية الأفقية",
)


@pytest.fixture
def told(write: Write) -> Callable[..., Signature]:
    """Make the signature of an article that a source tells so many hours after Monday morning."""

    def _told(source: str, *paragraphs: str, hours: float = 0, headline: str = "عنوان", killed: int = 0) -> Signature:
        when = _MONDAY + timedelta(hours=hours)
        ref = SourceRef(id=source)
        name = f"{source}-{hours}"
        revision = write(headline, *paragraphs, id=name, source=ref, published_at=when, received_at=when)
        facts = [Fact(kind="killed", number=killed, zone="body.0")] if killed else []
        return Signature.of(revision, facts)

    return _told


Told = Callable[..., Signature]


def verdict(one: Signature, *near: Signature) -> Verdict:
    """What an article is to the first of those before it."""
    found = {match.other.article_id: match.verdict for match in judge(one, near)}
    return found.get(near[0].article_id, Verdict.NONE)


def test_a_wire_text_under_another_headline_is_a_copy(told: Told) -> None:
    wire = told("wire", _FIRE, _ENGINES, _CAUSE, headline="قتلى في حريق بدمشق")
    paper = told("paper", _FIRE, _ENGINES, _CAUSE, headline="النيران تلتهم مستودعا في الميدان", hours=3)
    assert verdict(paper, wire) is Verdict.COPY


def test_a_shortened_wire_text_is_a_copy_of_the_long_one(told: Told) -> None:
    wire = told("wire", _FIRE, _ENGINES, _CAUSE, _TRADERS, _HOSPITAL, _SCHOOL)
    match = judge(told("paper", _FIRE, _ENGINES, hours=2), [wire])[0]
    assert match.verdict is Verdict.COPY
    assert match.containment > 0.9
    assert match.resemblance < 0.5


def test_spelling_and_punctuation_do_not_hide_a_copy(told: Told) -> None:
    other = _FIRE.replace("أ", "ا").replace("ة", "ه").replace(" وسط", "، وسط")
    assert verdict(told("paper", other, _ENGINES, hours=1), told("wire", _FIRE, _ENGINES)) is Verdict.COPY


def test_a_paper_that_adds_paragraphs_tells_an_update(told: Told) -> None:
    wire = told("wire", _FIRE, _ENGINES, _CAUSE)
    assert verdict(told("paper", _FIRE, _ENGINES, _CAUSE, _HOSPITAL, hours=4), wire) is Verdict.UPDATE


def test_the_same_text_with_another_toll_is_an_update(told: Told) -> None:
    wire = told("wire", _FIRE, _ENGINES, _CAUSE, _TRADERS, killed=3)
    risen = told("paper", _FIRE.replace("ثلاثة", "خمسة"), _ENGINES, _CAUSE, _TRADERS, hours=4, killed=5)
    assert verdict(risen, wire) is Verdict.UPDATE


def test_a_text_that_a_source_posts_again_is_a_revision_whatever_it_adds(told: Told) -> None:
    first = told("wire", _FIRE, _ENGINES, _CAUSE, killed=3)
    again = told("wire", _FIRE, _ENGINES, _CAUSE, _HOSPITAL, hours=5, killed=5)
    assert verdict(again, first) is Verdict.REVISION


def test_an_excerpt_from_the_same_source_is_a_copy_and_no_revision(told: Told) -> None:
    assert verdict(told("wire", _FIRE, hours=1), told("wire", _FIRE, _ENGINES, _CAUSE)) is Verdict.COPY


def test_after_three_days_a_text_is_no_copy_any_more(told: Told) -> None:
    wire = told("wire", _FIRE, _ENGINES)
    assert verdict(told("paper", _FIRE, _ENGINES, hours=72), wire) is Verdict.COPY
    assert verdict(told("paper", _FIRE, _ENGINES, hours=73), wire) is Verdict.NONE


def test_an_article_that_comes_late_is_judged_by_when_it_was_published(told: Told) -> None:
    longer = told("paper", _FIRE, _ENGINES, _CAUSE, _HOSPITAL, hours=4)
    assert verdict(told("wire", _FIRE, _ENGINES, _CAUSE), longer) is Verdict.UPDATE


def test_half_a_text_is_a_copy_only_where_headline_and_lead_tell_the_same_figures(told: Told) -> None:
    figures = "بلغت المساعدات 340 طنا وصلت على متن 12 شاحنة"
    wire = told("wire", f"{figures} {_FIRE}", _ENGINES, _CAUSE, _TRADERS)
    same = told("paper", f"{figures} {_FIRE}", _ENGINES, _SCHOOL, _HOSPITAL, hours=1)
    other = told("daily", f"{figures.replace('340', '410')} {_FIRE}", _ENGINES, _SCHOOL, _HOSPITAL, hours=1)
    assert 0.5 <= judge(same, [wire])[0].containment < 0.65
    assert verdict(same, wire) is Verdict.COPY
    assert verdict(other, wire) is Verdict.NONE


def cable(told: Told, source: str, who: str, hours: float) -> Signature:
    return told(source, *(line.format(who) for line in _CABLE), hours=hours, headline=f"الرئيس يهنئ {who}")


def test_congratulations_to_two_countries_are_two_articles(told: Told) -> None:
    older = [cable(told, "agency", who, hours) for who, hours in ((_TONGA, -200), (_BARBADOS, -150))]
    niger, jamaica = cable(told, "wire", _NIGER, 0), cable(told, "paper", _JAMAICA, 20)
    assert judge(jamaica, [niger])[0].containment >= 0.65
    assert verdict(jamaica, niger, *older) is Verdict.NONE


def test_one_cable_in_two_papers_is_a_copy_all_the_same(told: Told) -> None:
    older = [cable(told, "agency", who, hours) for who, hours in ((_TONGA, -200), (_BARBADOS, -150))]
    assert verdict(cable(told, "paper", _NIGER, 5), cable(told, "wire", _NIGER, 0), *older) is Verdict.COPY


def forecast(told: Told, source: str, sky: str, wind: str, hours: float) -> Signature:
    first, second, last = _FORECAST
    return told(source, first.format(sky), second.format(wind), last, hours=hours, headline="حالة الطقس اليوم")


def test_the_weather_of_two_days_is_two_articles(told: Told) -> None:
    older = [
        forecast(told, "agency", "ماطرة على الساحل والمرتفعات الغربية وباردة ليلا", "جنوبية غربية رطبة", -120),
        forecast(told, "agency", "صافية ومستقرة مع ارتفاع طفيف في درجات الحرارة", "شرقية إلى شمالية شرقية", -96),
    ]
    monday = forecast(told, "wire", "غائمة جزئيا إلى غائمة مع فرصة لهطول أمطار رعدية متفرقة", "غربية نشطة", 0)
    tuesday = forecast(told, "paper", "شديدة البرودة مع تشكل الصقيع في المناطق الداخلية والسهول", "شمالية جافة", 24)
    copied = forecast(told, "daily", "غائمة جزئيا إلى غائمة مع فرصة لهطول أمطار رعدية متفرقة", "غربية نشطة", 3)
    assert verdict(tuesday, monday, *older) is Verdict.NONE
    assert verdict(copied, monday, *older) is Verdict.COPY


def test_a_text_that_ran_days_ago_word_for_word_makes_no_phrases_of_its_copies(told: Told) -> None:
    first, wire = told("agency", _FIRE, _ENGINES, _CAUSE, hours=-100), told("wire", _FIRE, _ENGINES, _CAUSE)
    assert verdict(told("paper", _FIRE, _ENGINES, _CAUSE, hours=2), wire, first) is Verdict.COPY


def test_where_the_newsroom_wants_it_a_source_stands_for_itself(told: Told, write: Write) -> None:
    wire = told("wire", _FIRE, _ENGINES)
    own = write("عنوان", _FIRE, _ENGINES, source=SourceRef(id="own", duplicates="show"), published_at=_MONDAY)
    assert judge(Signature.of(own), [wire]) == []
    assert judge(wire, [Signature.unpack(Signature.of(own).packed())]) == []


def test_the_most_alike_comes_first(told: Told) -> None:
    near = [told("long", _FIRE, _ENGINES, _CAUSE, _TRADERS, _SCHOOL), told("same", _FIRE, _ENGINES, hours=1)]
    found: list[Match] = judge(told("paper", _FIRE, _ENGINES, hours=2), near)
    assert [match.other.source for match in found] == ["same", "long"]


def test_a_signature_survives_its_way_into_the_store(told: Told) -> None:
    one = told("وكالة", _FIRE, _ENGINES, killed=3)
    kept = Signature.unpack(one.packed())
    assert (kept.article_id, kept.source, kept.published, kept.words) == (
        one.article_id,
        "وكالة",
        one.published,
        one.words,
    )
    assert (kept.figures, kept.toll, kept.limit) == (frozenset({3.0, 7.0}), {"killed": 3}, one.limit)
    assert np.array_equal(kept.shingles, one.shingles)


def test_a_very_long_text_is_told_by_a_part_of_its_shingles_and_still_found(told: Told) -> None:
    long = " ".join(f"كلمة{number} {_ENGINES}" for number in range(2000))
    first, second = told("wire", long), told("paper", long, hours=1)
    assert len(first.packed()) < 5000
    assert verdict(second, first) is Verdict.COPY


def test_two_texts_with_a_run_in_common_have_a_fingerprint_in_common() -> None:
    run = " ".join(f"مشترك{number}" for number in range(35))
    one, other = (
        fingerprints(shingles(word_hashes(f"{mark} {run} {mark * 2} {_FIRE if mark == 'س' else _CAUSE}")))
        for mark in ("س", "ص")
    )
    assert found_in(one, other).any()


@pytest.mark.parametrize("text", ["", "!؟ —", "كلمة", "كلمة واحدة", "ا" * 500])
def test_a_text_of_hardly_any_words_is_no_problem(told: Told, text: str) -> None:
    one = told("wire", text)
    assert judge(told("paper", text, hours=1), [one, told("daily", _FIRE)]) is not None
    assert Signature.unpack(one.packed()).words == one.words


def test_flashes_with_the_same_words_below_are_copies_only_under_the_same_headline(told: Told) -> None:
    below = "تابعونا لمعرفة مزيد من التفاصيل عن هذا الخبر في نشرتنا القادمة مساء"
    storm = told("desk", below, headline="عاصفة رملية تغلق مطار المدينة")
    vote = told("desk", below, headline="البرلمان يقر موازنة العام المقبل", hours=1)
    again = told("paper", below, headline="عاصفة رملية تغلق مطار المدينة", hours=1)
    assert verdict(vote, storm) is Verdict.NONE
    assert verdict(again, storm) is Verdict.COPY

"""How many people came to harm, as a passage tells it."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.config import Config
from khabar.models import DateMention, Enrichment, Entity, Fact, Mention, Revision
from khabar_enrich.page import Page
from khabar_enrich.steps import Facts

Write = Callable[..., Revision]
_PIECES = (
    "قتل وأصيب مقتل وإصابة 3 35 مدنيين شخصا عنصران بين قتيل وجريح عدد القتلى إلى لقي مصرعهم لم يسقط دون و من آخرون . ،"
)


def facts(write: Write, text: str, found: Enrichment | None = None) -> tuple[Fact, ...]:
    step = Facts.load(Config())
    return step(Page.of(write("خبر", text)), found or Enrichment(for_revision=1)).facts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("قُتل عنصران وأصيب خمسة آخرون", [("killed", 2), ("wounded", 5)]),
        ("مقتل وإصابة 35 عنصرا من القوات", [("casualties", 35)]),
        ("سقط 180 شخصا بين قتيل وجريح", [("casualties", 180)]),
        ("لقي 19 شخصا مصرعهم", [("killed", 19)]),
        ("أودى الهجوم بحياة ستة مدنيين", [("killed", 6)]),
        ("ارتقى ثلاثة شهداء في القصف", [("killed", 3)]),
        ("قتل مسلحون خمسة جنود", [("killed", 5)]),
        ("قتل عدد من الجنود وجرح آخرون", [("killed", None), ("wounded", None)]),
        ("مقتل عشرات المدنيين", [("killed", None)]),
        ("ارتفع عدد القتلى إلى 41", [("killed", 41)]),
        ("وفاة طفلة وإصابة شقيقها", [("killed", 1)]),
        ("نزح نحو مليون شخص", [("displaced", 1_000_000)]),
        ("اعتقلت الشرطة أربعة أشخاص", [("detained", 4)]),
        ("وفقد عشرون مهاجرا", [("missing", 20)]),
        ("سقوط قتلى وجرحى في الانفجار", [("killed", None), ("wounded", None)]),
        ("قضى عنصران وجُرح ثالث", [("killed", 2), ("wounded", 1)]),
        ("العثور على جثة رجل قرب النهر", [("killed", 1)]),
        ("انتشلت الوحدات جثث تسعة مهاجرين", [("killed", 9)]),
        ("شاب من أهالي البلدة فارق الحياة", [("killed", 1)]),
        ("مقتل عائلة من أربعة أفراد", [("killed", 4)]),
        ("وقال إن اثنين من العاملين أصيبا", [("wounded", 2)]),
        ("ألقت الشرطة القبض على أربعة أشخاص", [("detained", 4)]),
    ],
)
def test_victims_are_counted_as_the_passage_counts_them(
    write: Write, text: str, told: list[tuple[str, int | None]]
) -> None:
    assert [(fact.kind, fact.number) for fact in facts(write, text)] == told


@pytest.mark.parametrize(
    "text",
    [
        "قضت المحكمة بسجن ثلاثة متهمين مدى الحياة",
        "غرق مركب يحمل 30 مهاجرا",
        "ضبطت الشرطة 300 غرام من الحشيش",
        "قررت اللجنة إيقاف اللاعب مباراتين",
        "لم يسقط قتلى في الهجوم",
        "اندلع الحريق دون وقوع إصابات",
        "جريمة قتل في المدينة",
        "سجلت الوزارة 1200 إصابة جديدة بفيروس كورونا",
        "أصيب الحارس في الركبة",
        "فقد الفريق ثلاث نقاط",
        "قتل الفريق المباراة في الدقيقة العاشرة",
        "هدد بقتل الرهائن",
        "قضت المحكمة بسجنه خمس سنوات",
    ],
)
def test_what_harmed_nobody_is_no_fact(write: Write, text: str) -> None:
    assert facts(write, text) == ()


def test_at_least_is_told_apart_from_exactly(write: Write) -> None:
    assert [(fact.number, fact.at_least) for fact in facts(write, "مقتل ما لا يقل عن 11 مهاجرا. ومقتل 3 جنود")] == [
        (11, True),
        (3, False),
    ]


def test_figures_of_two_passages_are_never_added_up(write: Write) -> None:
    told = facts(write, "قتل ثلاثة جنود في حلب. وقتل أربعة جنود في حمص.")
    assert [fact.number for fact in told] == [3, 4]


def test_who_where_and_when_are_those_of_the_same_sentence(write: Write) -> None:
    text = "قتل ثلاثة جنود من الجيش في حلب أمس. وعقد اجتماع في حمص."
    place = Mention(zone="body.0", start=text.index("حلب"), end=text.index("حلب") + 3, text="حلب")
    begin = text.index("أمس")
    date = DateMention(text="أمس", zone="body.0", start=begin, end=begin + 3, value="2022-02-06", precision="day")
    entity = Entity(id="loc:aleppo", type="place", name="حلب", mentions=(place,))
    (fact,) = facts(write, text, Enrichment(for_revision=1, dates=(date,), entities=(entity,)))
    assert (fact.who, fact.where, fact.when) == ("جنود من الجيش", "حلب", "2022-02-06")
    assert fact.text == "قتل ثلاثة جنود"


@settings(deadline=None)  # the tables are read by the first example
@given(st.lists(st.sampled_from([*_PIECES.split(" "), "\n"])).map(" ".join))
def test_no_words_break_the_reader_and_every_passage_holds(write: Write, text: str) -> None:
    texts = {zone.name: zone.text for zone in Page.of(write("خبر", text)).zones}
    for fact in facts(write, text):
        assert texts[fact.zone][fact.start : fact.end] == fact.text


def test_the_cases_of_an_epidemic_are_no_wounded(write: Write) -> None:
    text = "سجلت الوزارة 14 إصابة بالحمى النزفية وثلاث وفيات. وتصدرت البصرة بـ29 إصابة بعد تفشي الحمى"
    assert [(fact.kind, fact.number) for fact in facts(write, text)] == [("killed", 3)]

"""Short names: a ministry in a headline, a paper in quotation marks, a surname alone, a clitic before a short word."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Self

import pytest

from khabar.config import Config, TagSettings
from khabar.models import Revision
from khabar_enrich.desk import Desk
from khabar_enrich.names.bodies import Bodies
from khabar_enrich.names.finding import find
from khabar_enrich.names.tagger import Span
from khabar_enrich.page import Page
from khabar_enrich.pipeline import enrich
from khabar_enrich.tags import Table

Write = Callable[..., Revision]


def read(desk: Desk, revision: Revision) -> list[tuple[str, str | None]]:
    named = [entity for entity in enrich(revision, desk).entities if not entity.suggested]
    return sorted(((mention.text, one.id) for one in named for mention in one.mentions), key=lambda pair: pair[0])


@pytest.mark.parametrize(
    ("text", "name", "id_"),
    [
        ("قصف على أم درمان وأم بدة", "وأم بدة", "loc:ombada"),
        ("في ميسان وذي قار", "وذي قار", "loc:dhi-qar"),
        ("أمطار بذي قار", "بذي قار", "loc:dhi-qar"),
        ("ذكرت وكالة وام ذلك", "وكالة وام", "org:wam"),
    ],
)
def test_a_clitic_comes_off_a_short_word_that_begins_a_longer_name(
    desk: Desk, write: Write, text: str, name: str, id_: str
) -> None:
    assert (name, id_) in read(desk, write("خبر", text))


def test_a_clitic_stays_on_where_only_two_letters_would_remain(desk: Desk, write: Write) -> None:
    assert read(desk, write("خبر", "رأيت أخا وأم الطفل بقم المدينة")) == []


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("الصحة تسجل ثلاث إصابات", "الصحة"),
        ("«الزراعة»: تصدير مليون طن", "الزراعة"),
        ("الداخلية: ضبط شحنة", "الداخلية"),
        ("مسؤول بـ«التعليم» يكشف الموعد", "التعليم"),
        ("بعد الجدل.. النفط تعلن الأسعار", "النفط"),
    ],
)
def test_a_headline_names_a_ministry_by_what_it_is_for(desk: Desk, write: Write, headline: str, name: str) -> None:
    ids = dict(read(desk, write(headline, "بغداد - قالت الوزارة ذلك")))
    assert str(ids.pop(name, None)).startswith("org:iraq-")
    assert ids == {"بغداد": "loc:baghdad"}


@pytest.mark.parametrize(
    "headline", ["الصحة تاج لا يراه إلا المرضى", "العمل تحت الشمس", "التعليم تعليم للحياة", "مدير الصحة يستقيل"]
)
def test_a_headline_about_health_or_work_names_no_ministry(desk: Desk, write: Write, headline: str) -> None:
    assert read(desk, write(headline, "بغداد - قال المدير ذلك")) == [("بغداد", "loc:baghdad")]


def test_two_ministries_told_together_are_both_named(desk: Desk, write: Write) -> None:
    named = read(desk, write("خبر", "بغداد - اجتمعت وزارتا الصحة والزراعة ذلك"))
    assert named == [
        ("بغداد", "loc:baghdad"),
        ("والزراعة", "org:iraq-agriculture"),
        ("وزارتا الصحة", "org:iraq-health"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "id_"),
    [
        ("بيروت - قال مسعف لـ«النهار» ذلك", "النهار", "org:annahar"),
        ("بغداد - علمت «الصباح» ذلك", "الصباح", "org:sabah-iq"),
        ("تونس - علمت «الصباح» ذلك", "الصباح", "org:assabah-tn"),
        ("قال مسعف لـ«الشرق الأوسط» ذلك", "الشرق الأوسط", "org:asharq-awsat"),
        ("بغداد/ المدى/ وصلت الشحنة", "المدى", "org:mada-iq"),
        ("مسقط – العمانية: وصلت الشحنة", "العمانية", "org:ona"),
        ("المكلا/ سبأ: وصلت الشحنة", "سبأ", "org:saba"),
        ("قال مسعف لـ«عمون» ذلك", "عمون", None),
    ],
)
def test_a_paper_is_known_by_its_name_in_quotation_marks_and_by_its_country(
    desk: Desk, write: Write, text: str, name: str, id_: str | None
) -> None:
    assert (name, id_) in read(desk, write("خبر", text))


def test_other_words_in_quotation_marks_are_no_papers(desk: Desk, write: Write) -> None:
    text = "قال مسعف إن الحزب منح لـ«المزارعين الصغار» قروضاً ووصف الوضع بأنه «الصباح» المنتظر"
    assert read(desk, write("خبر", text)) == []


def test_a_surname_alone_is_the_person_named_in_full(desk: Desk, write: Write) -> None:
    text = "قال سامح الشاذلي ذلك. وأضاف الشاذلي أن الأمر للشاذلي. وحضر النائب علي حسن خليل، وقال خليل ذلك لصديق خليل"
    people = {one.name: [mention.text for mention in one.mentions] for one in enrich(write("خبر", text), desk).entities}
    assert people["سامح الشاذلي"] == ["سامح الشاذلي", "الشاذلي", "للشاذلي"]
    assert people["علي حسن خليل"] == ["علي حسن خليل", "خليل"]


def test_a_surname_that_two_people_share_is_neither_of_them(desk: Desk, write: Write) -> None:
    text = "قال سامح الشاذلي ذلك، ونفت سعاد الشاذلي ذلك. وأضاف الشاذلي أن"
    people = [one for one in enrich(write("خبر", text), desk).entities if not one.suggested]
    assert all(len(one.mentions) == 1 for one in people)


class Model:
    """A tagger that suggests every name it was given, once."""

    name: ClassVar[str] = "model"
    version: ClassVar[str] = "1"

    def __init__(self, *names: str) -> None:
        self._names = names

    @classmethod
    def load(cls, _config: Config) -> Self:
        return cls()

    def spans(self, page: Page) -> Sequence[Span]:
        zone = page.zones[-1]
        starts = [(zone.text.rindex(name), len(name)) for name in self._names]
        return [Span(zone.name, at, at + far, "person", "model", 0.96, None, suggested=True) for at, far in starts]


def test_the_surname_of_someone_suggested_is_suggested_too(write: Write) -> None:
    page = Page.of(write("خبر", "قال ييس توروب ذلك، وأضاف توروب أن الأمر بيد توروب"))
    (person,) = find(page, [Model("ييس توروب", "توروب")], {}, Bodies.of(Table.load(TagSettings())))
    assert person.suggested
    assert [mention.text for mention in person.mentions] == ["ييس توروب", "توروب", "توروب"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("قالت المؤسسة الوطنية لنقل وتوزيع الغاز ذلك", "المؤسسة الوطنية لنقل وتوزيع الغاز"),
        ("نقلوا إلى مستشفى الحسين التعليمي مساء", "مستشفى الحسين التعليمي"),
        ("انهار سد الملك فيصل مساء", "سد الملك فيصل"),
        ("درس في جامعة أوبسالا ثم عاد وفي جامعة ليدن", "جامعة ليدن"),
        ("وأفاد الناطق باسم البلدية، رشيد الخلفي، بأن الطريق مغلقة", "رشيد الخلفي"),
        ("وقال المحامي عبد الرحيم بوحميد، إن الأمر انتهى", "عبد الرحيم بوحميد"),
        ("وقال مدير الميناء، سالم علي باسمير، إن الأمر انتهى", "سالم علي باسمير"),
        ("حضر سعيد بن حمود المعولي اللقاء", "سعيد بن حمود المعولي"),
        ("كتب - حسام الدين رزق: انتهى الأمر", "حسام الدين رزق"),
    ],
)
def test_a_name_that_no_table_knows_is_read_to_its_end(desk: Desk, write: Write, text: str, name: str) -> None:
    assert name in [mention for mention, _ in read(desk, write("خبر", text))]


def test_an_ambiguous_place_told_together_with_a_plain_one_is_a_place(desk: Desk, write: Write) -> None:
    assert ("والباب", "loc:al-bab") in read(desk, write("خبر", "تراجع المحصول في منبج والباب"))
    assert read(desk, write("خبر", "شمل القرار دمشق والمدينة كلها")) == [("دمشق", "loc:damascus")]


def test_machines_of_a_country_are_no_bodies(desk: Desk, write: Write) -> None:
    assert read(desk, write("خبر", "حلقت الطائرات الروسية والمروحيات الفرنسية والدبابات التركية")) == []
    machines = ("طائرات", "مروحيات", "مقاتلات", "دبابات", "صواريخ", "زوارق", "سفن", "مدرعات")
    bodies = [name for name in Table.load(TagSettings()).names if name.type == "organisation"]
    first = {alias.split()[0].removeprefix("ال") for name in bodies for alias in name.plain}
    assert first.isdisjoint(machines)


def test_what_is_told_to_the_newsroom_itself_does_not_name_it(desk: Desk, write: Write) -> None:
    assert desk.config.newsroom.name == "خبر"
    assert read(desk, write("وصول", "قال مسعف لـ«خبر» ذلك")) == []

"""Names: what the table, the grammar and both together find in running text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from khabar.arabic import fold
from khabar.cli.evaluate import evaluate
from khabar.config import Config, TagSettings
from khabar.models import Entity, Revision
from khabar_enrich.desk import Desk
from khabar_enrich.gold import gold_articles
from khabar_enrich.names.evaluating import scored
from khabar_enrich.page import Page
from khabar_enrich.pipeline import enrich
from khabar_enrich.steps.names import Names
from khabar_enrich.tags import Table

Write = Callable[..., Revision]
_ARTICLES = Path(__file__).parents[2] / "data/names"


def found(desk: Desk, revision: Revision) -> list[Entity]:
    return [entity for entity in enrich(revision, desk).entities if not entity.suggested]


def spans(desk: Desk, write: Write, text: str) -> dict[str, str | None]:
    return {mention.text: one.id for one in found(desk, write("خبر", text)) for mention in one.mentions}


@pytest.mark.parametrize(
    ("text", "name", "id_"),
    [
        ("قصف مدينة الباب شرقي حلب", "مدينة الباب", "loc:al-bab"),
        ("انفجار في بلدة الكسرة بريف المحافظة", "بلدة الكسرة", "loc:kasra"),
        ("اندلع حريق في حقل كصيبة النفطي ليلا", "حقل كصيبة النفطي", None),
        ("وصل وفد إلى قرية كفرعويد صباحا", "قرية كفرعويد", None),
        ("هاجم مسلحون بادية المسرب أمس", "بادية المسرب", None),
        ("خلايا تتظيم داعش تنشط", "تتظيم داعش", "org:isis"),
        ("قال ناطق باسم ميليشيا «الفجر الجديد» ذلك", "ميليشيا «الفجر الجديد", None),
        ("أعلنت وزارة الدفاع الفرنسية ذلك", "وزارة الدفاع الفرنسية", "org:france-mod"),
        ("وقالت وزارة البيئة والمناخ إن", "وزارة البيئة والمناخ", None),
        ("بيان للهيئة الوطنية للمحامين", "للهيئة الوطنية للمحامين", None),
        ("التقى الوزير رامي الخازن وفدا", "رامي الخازن", None),
        ("زار محمد بن علي المدينة", "محمد بن علي", None),
        ("وقالت الممثلة المصرية ليلى عبد الهادي", "ليلى عبد الهادي", None),
        ("خطاب الرئيس الشرع في المساء", "الشرع", "per:sharaa"),
        ("زيارة نتاانياهو إلى المنطقة", "نتاانياهو", "per:netanyahu"),
        ("تأثرت طرابلس في لبنان بالسيول", "طرابلس", "loc:tripoli-lb"),
        ("تأثرت طرابلس بالسيول", "طرابلس", "loc:tripoli"),
        ("قال النائب عبدالمنعم العرفي ذلك", "عبدالمنعم العرفي", None),
        ("قالت محاميته سعاد الكومي، وقال نجله سعيد الكومي ذلك", "سعيد الكومي", None),
        ("أكد عضو مجلس الشورى مازن الدرديري ذلك", "مازن الدرديري", None),
        ("ورد النائب المختار ولد الشيخ على ذلك", "المختار ولد الشيخ", None),
        ("سجل الفرنسي جوليان دوبريه هدفين", "جوليان دوبريه", None),
        ("التقى هانس جروندبرج وفدا", "هانس جروندبرج", "per:grundberg"),
        ("زار مستشفى الأمير فيصل للأطفال أمس", "مستشفى الأمير فيصل للأطفال", None),
        ("قال الناطق باسم الحرس الوطني حسام الدين الجبابلي", "حسام الدين الجبابلي", None),
        ("قالت وزارة الداخلية والحرس الوطني إن", "وزارة الداخلية", None),
        ("The minister visited Damascus on Monday", "Damascus", "loc:damascus"),
        ("Le ministre est arrivé à Beyrouth", "Beyrouth", "loc:beirut"),
    ],
)
def test_a_name_is_read_to_its_end_and_linked(desk: Desk, write: Write, text: str, name: str, id_: str | None) -> None:
    assert spans(desk, write, text).get(name, "not found") == id_


@pytest.mark.parametrize(
    "text",
    [
        "وصل إلى قرية صغيرة قرب النهر",
        "مجلس إدارة الشركة يجتمع وحركة المرور كثيفة",
        "سجن المتهم عامين وحقل الألغام قريب",
        "كان لاجئاً سورياً وعاملاً ليبياً",
        "كسرت ساقه في الملعب وسعر الوزراء",
        "قال رئيس اللجنة بأن الوحدة مطلوبة",
        "جمع فرقه القديمة في ناحية أخرى من المدينة",
        "كلام على الطاولة وحديث رسول الله",
        "وأفاد مصدر أمني بأن دورية روسية عبرت",
        "نقل المصابون إلى مستشفى الأطفال وسط مقاطعة المعارضة للجلسة",
    ],
)
def test_ordinary_words_are_no_names(desk: Desk, write: Write, text: str) -> None:
    assert spans(desk, write, text) == {}


@pytest.mark.parametrize(
    ("paragraphs", "id_"),
    [
        (["أعلنت وزارة الداخلية توقيف سبعة أشخاص في صفاقس وتونس"], "org:tun-interior"),
        (["الرباط - و م ع: أعلنت وزارة الداخلية توقيف سبعة قرب الحدود مع الجزائر"], "org:morocco-interior"),
        (["القاهرة (رويترز) - قالت وزارة الداخلية إن شخصين عادا من ليبيا"], "org:egy-interior"),
        (["وصل وفد من ليبيا إلى تونس، وقالت وزارة الداخلية ذلك"], None),
        (["قالت وزارة الداخلية ذلك"], None),
        (["قالت وزارة الداخلية الفرنسية ذلك في تونس"], "org:france-interior"),
    ],
)
def test_a_ministry_is_that_of_the_one_country_an_article_is_at_home_in(
    desk: Desk, write: Write, paragraphs: list[str], id_: str | None
) -> None:
    ids = [one.id for one in found(desk, write("خبر", *paragraphs)) if "وزارة" in one.mentions[0].text]
    assert ids == [id_]


def test_a_place_within_a_name_is_kept_and_counts_where_the_whole_is_a_place(desk: Desk, write: Write) -> None:
    entities = {one.id: one for one in found(desk, write("خبر", "هجوم في ريف دير الزور شنته قوات سوريا الديمقراطية"))}
    assert [mention.text for mention in entities["loc:deir-ezzor"].within] == ["دير الزور"]
    assert [mention.text for mention in entities["loc:syria"].within] == ["سوريا"]
    assert entities["loc:syria"].salience == 0 < entities["loc:deir-ezzor"].salience


def test_a_part_stands_under_the_tag_of_its_whole(desk: Desk, write: Write) -> None:
    tags = {tag.id for tag in enrich(write("قصف ريف دير الزور", "نزوح"), desk).tags}
    assert "loc:deir-ezzor" in tags
    assert "loc:deir-ezzor-rif" not in tags


def test_what_stands_for_a_name_counts_and_is_no_name(desk: Desk, write: Write) -> None:
    text = "أعلن تنظيم داعش الهجوم. وقال التنظيم إن عناصر للتنظيم انسحبوا، وأضاف المصدر ذلك"
    (isis,) = found(desk, write("خبر", text))
    assert [reference.text for reference in isis.references] == ["التنظيم", "للتنظيم"]
    assert len(isis.mentions) == 1


def test_a_suggestion_makes_no_tag(desk: Desk, write: Write) -> None:
    enrichment = enrich(write("خبر", "قال كيلور نافاس إن ليفانتي خسر"), desk)
    known = {entity.id for entity in enrichment.entities if not entity.suggested}
    assert {tag.id for tag in enrichment.tags if tag.type != "topic"} <= known


def test_the_gazetteer_says_one_thing_of_every_plain_name() -> None:
    names = Table.load(TagSettings()).names
    assert len({name.id for name in names}) == len(names) > 2_500
    parents = {name.parent for name in names if name.parent}
    assert parents <= {name.id for name in names}
    spelt: dict[str, str] = {}
    for name in names:
        if name.type != "topic":
            for alias in name.plain:
                assert spelt.setdefault(" ".join(fold(alias).split()), name.id) == name.id, alias


def test_the_articles_of_the_project_are_read_as_the_bar_wants() -> None:
    articles = [article for file in sorted(_ARTICLES.glob("*.json")) for article in gold_articles(file)]
    report = scored(articles, Names.load(Config()), sure=True)
    assert len(articles) == 22
    assert report["precision"] >= 0.95
    assert report["recall"] >= 0.9


def test_evaluating_names_prints_the_misses() -> None:
    result = CliRunner().invoke(evaluate, ["tags", str(_ARTICLES / "war.json"), "--sure"])
    assert result.exit_code == 0
    assert "precision" in result.stdout
    assert "missed: سوق المواشي" in result.stdout


def test_a_file_that_cannot_be_scored_says_why(tmp_path: Path) -> None:
    (tmp_path / "gold.json").write_text('{"entities": []}', "utf-8")
    result = CliRunner().invoke(evaluate, ["tags", str(tmp_path / "gold.json")])
    assert result.exit_code == 2
    assert "names no text" in result.stderr


@pytest.mark.parametrize(
    "unit", ["أبو ", "تنظيم «", "محمد بن علي ", "وزارة الطاقة والمياه ", "قصف حلب\n", "\u202eب\u0640"]
)
def test_hostile_pages_cost_no_more_than_their_length(desk: Desk, write: Write, unit: str) -> None:
    step = next(step for step in desk.steps if step.name == "names")
    page = Page.of(write("خبر", unit * (60_000 // len(unit))))
    assert step(page, enrich(write("خبر"), desk)).entities is not None

"""What an article is about is told from the first day, before a newsroom has an archive."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from khabar.config import Config
from khabar.models import Enrichment, Revision, Topic
from khabar_enrich.desk import Desk
from khabar_enrich.page import Page
from khabar_enrich.pipeline import enrich
from khabar_enrich.steps import Sections, Topics
from khabar_enrich.topics import section_topics
from khabar_enrich.topics.table import table

Write = Callable[..., Revision]
_ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "sections" / "articles.jsonl").read_text("utf-8").splitlines()
]
_MEANT = {
    "sport": ("رياضة",),
    "economy": ("اقتصاد، أعمال ومال", "عمل"),
    "culture": ("فنون، ثقافة وترفيه",),
    "health": ("صحة",),
    "security": ("نزاعات، حرب وسلام", "جريمة، قانون وقضاء"),
}
_STEP = Topics.load(Config())


def _subjects(revision: Revision) -> tuple[Topic, ...]:
    return _STEP(Page.of(revision), Enrichment(for_revision=1)).subjects


def test_the_topics_of_short_articles_are_told_and_seldom_wrong(write: Write) -> None:
    found = [(row["section"], _subjects(write(row["title"], row["text"]))) for row in _ROWS]
    told = [
        (section, next(s.name for s in subjects if not table().topics[s.id].broader))
        for section, subjects in found
        if subjects
    ]
    assert len(told) >= 0.85 * len(found)
    assert sum(name in _MEANT[section] for section, name in told) >= 0.95 * len(told)


def test_a_topic_has_its_code_and_says_which_words_told_it(write: Write) -> None:
    revision = write("ركلات الترجيح تحسم المباراة", "تصدى حارس المرمى لركلة جزاء في الشوط الثاني من مباراة الدوري.")
    found = _STEP(Page.of(revision), Enrichment(for_revision=1))
    assert found.topics == ("medtop:15000000", "medtop:20001065")
    assert [subject.name for subject in found.subjects] == ["رياضة", "كرة القدم"]
    assert "ركلات الترجيح" in found.subjects[0].reason
    assert all(0.45 <= subject.confidence <= 1 for subject in found.subjects)


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("دورة في البرلمان", "قال مدير الدورة إن المشاركين سيحصلون على شهادات بهدف تطوير مهارات العمل."),
        ("زيارة", "وصل الوفد إلى المدينة أمس وكان في استقباله عدد من الأهالي."),
        ("مباراة في الخطابة بين طلاب", "شارك في المنافسة عشرة من الطلاب."),
    ],
)
def test_an_article_without_enough_words_of_a_topic_has_none(write: Write, headline: str, text: str) -> None:
    assert _subjects(write(headline, text)) == ()


def test_a_long_article_is_not_about_what_it_mentions_in_passing(write: Write) -> None:
    passing = "وحضر المباراة لاعبون من المنتخب."
    assert _subjects(write("خبر", passing + " لاعب في الملعب"))
    assert not _subjects(
        write("خبر", *["جلس الأهالي أمام بيوتهم وتحدثوا عن أيامهم الماضية في القرية" for _ in range(60)], passing)
    )


def test_articles_in_other_languages_pass(desk: Desk, write: Write) -> None:
    found = enrich(
        write("The team won the match", "The team won the final match of the league on Monday", language="en"), desk
    )
    assert (found.subjects, found.topics, found.keyphrases) == ((), (), ())


def _section(step: Sections, revision: Revision) -> tuple[str, str]:
    found = Topics.load(Config())(Page.of(revision), Enrichment(for_revision=1))
    section = step(Page.of(revision), found).section
    assert section is not None
    return section.id, section.reason


def test_a_newsroom_without_an_archive_finds_its_sections_by_topic(write: Write) -> None:
    sections = [
        {"id": "s1", "name": "ملاعب"},
        {"id": "s2", "name": "صفحة المال", "categories": ["Business"]},
        {"id": "s3", "name": "عام", "default": True},
    ]
    step = Sections.load(Config.model_validate({"sections": sections}))
    sport = write("ركلات الترجيح تحسم المباراة", "تصدى حارس المرمى لركلة جزاء في الشوط الثاني من مباراة الدوري.")
    money = write(
        "البورصة تهبط مع أسعار الفائدة", "هبطت أسهم المصارف بعد أن رفع البنك المركزي سعر الفائدة لكبح التضخم."
    )
    assert _section(step, sport)[0] == "s1"
    assert _section(step, sport)[1].startswith("topic رياضة: ")
    assert _section(step, money)[0] == "s2"
    assert _section(step, write("زيارة", "وصل الوفد أمس.")) == ("s3", "default section")


def test_a_narrower_section_takes_its_topic_from_the_broader_one() -> None:
    sections = [{"id": "arts", "name": "ثقافة"}, {"id": "screen", "name": "سينما"}]
    rules = section_topics(Config.model_validate({"sections": sections}).sections)
    assert (rules["medtop:01000000"].id, rules["medtop:20000018"].id, rules["medtop:20000005"].id) == (
        "arts",
        "arts",
        "screen",
    )


def test_labels_are_shown_with_their_hamzas_and_single_spaces() -> None:
    labels = {code: topic.label for code, topic in table().topics.items()}
    assert labels["medtop:04000000"] == "اقتصاد، أعمال ومال"
    assert not [label for label in labels.values() if "  " in label or label != label.strip()]
    assert all(topic.label for code, topic in table().topics.items() if not topic.broader)


def test_every_topic_leads_to_one_of_the_seventeen_at_the_top() -> None:
    topics = table().topics
    assert sum(not topic.broader for topic in topics.values()) == 17
    assert all(topics[topic.broader[-1]].broader == () for topic in topics.values() if topic.broader)
    assert all(topics[cue.code].label for cues in table().cues.values() for cue in cues)


@pytest.mark.parametrize("text", ["ب" * 100_000, "مباراة النفط " * 8000, "\u202e\u200f" * 50_000, "كرة " * 25_000])
def test_hostile_text_has_its_topics_too(write: Write, text: str) -> None:
    assert len(_subjects(write("خبر", text))) <= 5

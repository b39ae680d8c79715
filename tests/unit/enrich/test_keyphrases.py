"""Phrases that an editor may take as they are: whole, of several words, from the news and not from around it."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.models import Enrichment, Entity, Mention, Revision, Tag
from khabar_enrich.desk import Desk
from khabar_enrich.keyphrases import keyphrases
from khabar_enrich.keyphrases.vocabulary import CARRYING
from khabar_enrich.page import Page
from khabar_enrich.pipeline import enrich

Write = Callable[..., Revision]


def _found(revision: Revision, **others: object) -> tuple[str, ...]:
    return keyphrases(Page.of(revision), Enrichment(for_revision=1).model_copy(update=others))


def test_what_an_article_comes_back_to_is_a_keyphrase(write: Write) -> None:
    revision = write(
        "المزارعون يشكون ارتفاع الكلفة",
        "قال مزارعون إن شبكات الري القديمة تهدر نصف المياه، وإن إصلاح شبكات الري القديمة يحتاج إلى تمويل.",
        "وتعمل البلدية على استبدال شبكات الري القديمة بأخرى حديثة.",
    )
    assert _found(revision) == ("شبكات الري القديمة", "ارتفاع الكلفة")


def test_what_is_written_onto_a_phrase_is_taken_off(write: Write) -> None:
    revision = write("خبر", "تحدث عن الأمن الغذائي وحاجة القرى للأمن الغذائي وبالأمن الغذائي بدأ.")
    assert _found(revision) == ("الأمن الغذائي",)


def test_the_shown_form_is_as_written_with_its_vowel_signs(write: Write) -> None:
    revision = write("خبر", "وسياسةُ الهجرةِ اليوم غير سياسة الهجرة أمس، وعن سياسة الهجرة كُتب الكثير.")
    assert _found(revision) == ("سياسةُ الهجرةِ",)


@pytest.mark.parametrize(
    "text",
    [
        "قال الوزير ذلك. قال الوزير ذلك. قال الوزير ذلك.",
        "ارتفعت درجات. ارتفعت درجات. ارتفعت درجات.",
        "الشهر الماضي ثم الشهر الماضي ثم الشهر الماضي.",
        "ثلاثة آلاف ثم ثلاثة آلاف ثم ثلاثة آلاف.",
        "الرئيس زيارة. المدينة مساء. الرئيس زيارة. المدينة مساء. الرئيس زيارة.",
    ],
)
def test_verbs_times_and_figures_make_no_keyphrase(write: Write, text: str) -> None:
    assert _found(write("خبر", text)) == ()


def test_lines_to_the_reader_make_no_keyphrase(write: Write) -> None:
    line = "اقرأ أيضاً: انطلاق الموسم الثقافي الكبير"
    assert _found(write("خبر", line, line, "تابعونا على قناة الأخبار", "تابعونا على قناة الأخبار")) == ()


def _mention(revision: Revision, text: str) -> Mention:
    start = revision.body[0].text.index(text)
    return Mention(zone="body.0", start=start, end=start + len(text), text=text)


def test_names_make_no_keyphrase_and_neither_do_words_before_them(write: Write) -> None:
    revision = write("خبر", "افتتح مستشفى الملك فهد قسم الجراحة. يضم مستشفى الملك فهد عيادات، قسم الجراحة أحدثها.")
    text = revision.body[0].text
    places = [text.index("فهد"), text.rindex("فهد")]
    mentions = tuple(Mention(zone="body.0", start=at, end=at + 3, text="فهد") for at in places)
    entity = Entity(type="person", name="فهد", mentions=mentions)
    assert "مستشفى الملك" in _found(revision)
    assert _found(revision, entities=(entity,)) == ("قسم الجراحة",)


def test_a_tag_is_not_suggested_again(write: Write) -> None:
    revision = write("خبر", "ارتفعت أسعار النفط أمس. أسعار النفط تحرك الأسواق. أسعار النفط عالية.")
    assert _found(revision) == ("أسعار النفط",)
    tag = Tag(id="topic:oil", type="topic", name="نفط", mentions=(_mention(revision, "أسعار النفط"),))
    assert _found(revision, tags=(tag,)) == ()


def test_a_longer_phrase_takes_the_place_of_its_parts(write: Write) -> None:
    text = "هيئة تسوية الخلافات العمالية. رأت هيئة تسوية الخلافات العمالية أن هيئة تسوية الخلافات العمالية كافية."
    assert _found(write("خبر", text)) == ("هيئة تسوية الخلافات العمالية",)


def test_an_article_has_eight_keyphrases_at_most(write: Write) -> None:
    nouns = ["قطاع", "ملف", "شبكة", "خطة", "سوق", "مركز", "لجنة", "هيئة", "برنامج", "صندوق", "منصة", "جسر"]
    owners = [
        "الصحة",
        "الطرق",
        "الري",
        "الكهرباء",
        "الخضار",
        "البحوث",
        "الإعمار",
        "الغابات",
        "الغذاء",
        "المعاش",
        "الدفع",
        "النهر",
    ]
    text = "، ".join(f"{noun} {owner}" for noun, owner in zip(nouns, owners, strict=True))
    assert len(_found(write("خبر", text, text, text))) == 8


@pytest.mark.parametrize("word", ["وزارة", "انترنت", "يوميات", "التصويت", "شبكات", "يورو", "الكويت"])
def test_nouns_that_look_like_verbs_are_nouns(word: str) -> None:
    assert CARRYING[word.replace("ة", "ه")]


@settings(deadline=None, max_examples=60)
@given(headline=st.text(min_size=1), text=st.text(alphabet="ابتوللهةيقـَ \n.،«»\u200fa1", max_size=300))
def test_any_text_has_keyphrases_of_its_own_words(write: Write, headline: str, text: str) -> None:
    revision = write(headline, text)
    found = _found(revision)
    assert found == _found(revision)
    assert all(2 <= len(phrase.split()) <= 4 for phrase in found)


@pytest.mark.parametrize("text", ["ب" * 100_000, "قطاع الصحة العامة الكبرى " * 5000, "لل" * 50_000, "كتاب " * 20_000])
def test_hostile_text_has_its_keyphrases_too(write: Write, text: str) -> None:
    assert len(_found(write("خبر", text))) <= 8


def test_the_whole_pipeline_suggests_no_name(desk: Desk, write: Write) -> None:
    text = "أعلنت وزارة الزراعة في دمشق خطة لإنقاذ غابات الساحل. خطة إنقاذ غابات الساحل تبدأ من اللاذقية."
    found = enrich(write("خطة لإنقاذ غابات الساحل", text), desk)
    mentioned = {mention.text for entity in found.entities for mention in entity.mentions}
    assert found.keyphrases
    assert not [phrase for phrase in found.keyphrases if any(name in phrase for name in mentioned)]

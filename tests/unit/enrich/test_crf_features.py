"""What the name model looks at: words in their parts, known names, and the other mentions in the article."""

import pytest

from khabar.arabic import bare
from khabar_enrich.crf.features import features
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.spelling import cut


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


@pytest.mark.parametrize(
    ("word", "clitics", "core", "stem"),
    [
        ("وبدمشق", "وب", "دمشق", "دمشق"),
        ("للعراق", "ل", "العراق", "عراق"),
        ("والسفير", "و", "السفير", "سفير"),
        ("وكاله", "", "وكاله", "وكاله"),
        ("وزير", "", "وزير", "وزير"),
        ("بغداد", "", "بغداد", "بغداد"),
        ("لبنان", "", "لبنان", "لبنان"),
        ("فرنسا", "", "فرنسا", "فرنسا"),
    ],
)
def test_clitics_come_off_only_where_a_word_remains(
    lexicon: Lexicon, word: str, clitics: str, core: str, stem: str
) -> None:
    parts = cut(word, bare(word, article=False), lexicon)
    assert (parts.clitics, parts.core, parts.stem) == (clitics, core, stem)


def test_known_names_of_several_words_are_marked_from_first_to_last(lexicon: Lexicon) -> None:
    (attributes,) = features([["في", "الولايات", "المتحده", "امس"]], lexicon)
    assert "zBC" in attributes[1]
    assert "zIC" in attributes[2]
    assert not any(attribute.startswith("z") for attribute in attributes[3])


def test_the_longest_known_name_is_the_one_marked(lexicon: Lexicon) -> None:
    ((alone,),) = features([["السعوديه"]], lexicon)
    (attributes,) = features([["المملكه", "العربيه", "السعوديه"]], lexicon)
    assert any(attribute.startswith("zS") for attribute in alone)
    assert any(attribute.startswith("zB") for attribute in attributes[0])
    assert any(attribute.startswith("zI") for attribute in attributes[2])


def test_a_name_without_its_title_is_borne_out_by_another_mention(lexicon: Lexicon) -> None:
    titled, later = ["قال", "الوزير", "شنكريخ"], ["غادر", "شنكريخ"]
    together = list(features([titled, later], lexicon))
    (alone,) = features([later], lexicon)
    assert "d=title" in together[1][1]
    assert "d=title" not in together[0][2]
    assert "d=title" not in alone[1]
    assert "d=1" in alone[1]


def test_a_mention_far_off_tells_nothing(lexicon: Lexicon) -> None:
    titled, between, later = ["قال", "الوزير", "شنكريخ"], ["انتهي", "البيان"], ["غادر", "شنكريخ"]
    near = list(features([titled, *[between] * 11, later], lexicon))
    far = list(features([titled, *[between] * 12, later], lexicon))
    assert "d=title" in near[-1][1]
    assert "d=1" in far[-1][1]


def test_the_same_text_gives_the_same_attributes(lexicon: Lexicon) -> None:
    text = [["التقي", "محمد", "احمد", "جون", "سميث"], ["وقال", "سميث", "ل", "رويترز"]]
    assert list(features(text, lexicon)) == list(features(text, lexicon))

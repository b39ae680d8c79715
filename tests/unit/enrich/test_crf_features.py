"""What the name model looks at: words in their parts, known names, and the other mentions in the article."""

import pytest

from khabar_enrich.crf.features import Features
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
    parts = cut(word, lexicon)
    assert (parts.clitics, parts.core, parts.stem) == (clitics, core, stem)


def test_known_names_of_several_words_are_marked_from_first_to_last(lexicon: Lexicon) -> None:
    (attributes,) = Features(lexicon).of([["في", "الولايات", "المتحده", "امس"]])
    assert b"zBC" in attributes[1]
    assert b"zIC" in attributes[2]
    assert not any(attribute.startswith(b"z") for attribute in attributes[3])


def test_a_name_without_its_title_is_borne_out_by_another_mention(lexicon: Lexicon) -> None:
    titled, later = ["قال", "الوزير", "شنكريخ"], ["غادر", "شنكريخ"]
    together = list(Features(lexicon).of([titled, later]))
    (alone,) = Features(lexicon).of([later])
    assert b"d=title" in together[1][1]
    assert b"d=title" not in alone[1]


def test_what_the_model_does_not_weigh_is_not_made(lexicon: Lexicon) -> None:
    text = [["زار", "الوزير", "بغداد"], ["وغادر", "بغداد"]]
    everything = list(Features(lexicon).of(text))
    weighed = {mark: mark.encode() for mark in ("w=بغداد", "d=2", "-1w=الوزير", "bp=الوزير|بغداد")}
    kept = [[[mark for mark in word if mark in weighed.values()] for word in sentence] for sentence in everything]
    assert list(Features(lexicon, weighed).of(text)) == kept


def test_the_same_text_gives_the_same_attributes(lexicon: Lexicon) -> None:
    text = [["التقي", "محمد", "احمد", "جون", "سميث"], ["وقال", "سميث", "ل", "رويترز"]]
    assert list(Features(lexicon).of(text)) == list(Features(lexicon).of(text))

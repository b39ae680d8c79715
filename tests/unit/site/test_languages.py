"""The interface's words: what one language has, the other has too, and nothing is asked for that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import khabar_site
from khabar.website import Language
from khabar_site.phrases import Phrases, table

_PACKAGE = Path(khabar_site.__file__).parent
_SAID = re.compile(r"""\b_?say\(\s*f?["']([a-z]+\.[a-z0-9_]+)["']\s*[,)]""")
_BEGUN = re.compile(r"""\b_?say\(\s*f?["']([a-z]+\.[a-z0-9_]*)(?:\{|["']\s*~)""")
_COUNTED = re.compile(r"""\bcounted\([^"']*?["']([a-z]+)["']\)""")
_PLURALS = {"ar": {"zero", "one", "two", "few", "many", "other"}, "en": {"one", "other"}}
_LANGUAGES: tuple[Language, ...] = ("ar", "en")


def sources() -> Iterator[str]:
    """The code and the templates of the site."""
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix in {".py", ".html", ".xml"}:
            yield path.read_text("utf-8")


def keys(language: Language) -> dict[str, str]:
    """Every phrase of a language but the counted nouns, as ``area.name``."""
    words = table(language)
    return {f"{area}.{name}": said for area in words.keys() - {"counted"} for name, said in words[area].items()}


def places(phrase: str) -> set[str]:
    """What a phrase leaves open."""
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


def test_both_languages_have_the_same_phrases_with_the_same_places() -> None:
    arabic, english = keys("ar"), keys("en")
    assert arabic.keys() == english.keys()
    assert {key: places(said) for key, said in arabic.items()} == {key: places(said) for key, said in english.items()}


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_phrase_that_is_asked_for_is_there(language: Language) -> None:
    there = keys(language)
    asked = {key for source in sources() for key in _SAID.findall(source)}
    assert asked - there.keys() == set()
    begun = {key for source in sources() for key in _BEGUN.findall(source)}
    assert [key for key in begun if not any(known.startswith(key) for known in there)] == []


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_counted_noun_has_all_its_forms(language: Language) -> None:
    nouns = table(language)["counted"]
    asked = {noun for source in sources() for noun in _COUNTED.findall(source)}
    assert asked - nouns.keys() == set()
    assert [noun for noun, forms in nouns.items() if _PLURALS[language] - forms.keys()] == []


def test_nothing_is_kept_that_nobody_says() -> None:
    whole = "\n".join(sources())
    begun = tuple(_BEGUN.findall(whole))
    told = {key for key in keys("ar") if not key.startswith(begun)}
    assert {key for key in told if key not in whole and f'"{key.partition(".")[2]}"' not in whole} == set()


def test_arabic_phrases_are_arabic_and_english_ones_are_english() -> None:
    arabic = re.compile(r"[\u0600-\u06ff]")
    assert [key for key, said in keys("en").items() if arabic.search(said)] == []
    bare = {key: re.sub(r"\{\w+\}", "", said) for key, said in keys("ar").items()}
    assert [key for key, said in bare.items() if re.search(r"\w", said) and not arabic.search(said)] == []


def test_templates_and_code_hold_no_arabic_of_their_own() -> None:
    arabic = re.compile(r"[\u0621-\u064a]")
    written = [path for path in sorted((_PACKAGE / "templates").rglob("*")) if path.is_file()]
    held = {
        path.name: arabic.findall(re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL))
        for path in written
    }
    assert {name for name, letters in held.items() if letters} == set()


@pytest.mark.parametrize(
    ("number", "latin", "arabic"),
    [(0, "0", "٠"), (7, "7", "٧"), (2024, "2024", "٢٠٢٤"), (9999, "9999", "٩٩٩٩"), (1234567, "1,234,567", "١٬٢٣٤٬٥٦٧")],
)
def test_numbers_are_written_in_the_digits_that_the_newsroom_chose(number: int, latin: str, arabic: str) -> None:
    assert Phrases("ar").number(number) == latin
    assert Phrases("ar", "arabic-indic").number(number) == arabic


def test_nothing_is_counted_as_nothing() -> None:
    assert [Phrases(language).counted(0, "article") for language in _LANGUAGES] == ["لا مواد", "no articles"]


def test_counted_nouns_carry_the_chosen_digits() -> None:
    assert Phrases("ar", "arabic-indic").counted(12, "article") == "١٢ مادة"

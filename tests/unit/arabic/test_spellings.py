"""How papers write words, case by case: tests/data/arabic/spellings.tsv."""

from pathlib import Path
from typing import NamedTuple

import pytest

from khabar.arabic import bare, clitics, fold

_FILE = Path(__file__).parents[2] / "data/arabic/spellings.tsv"
_CUT = ("and", "so", "in", "to", "like", "will", "combined")
_APART = ("apart", "apart_cut")


class Case(NamedTuple):
    family: str
    written: str
    word: str
    prefix: str


CASES = [Case(*line.split("\t")) for line in _FILE.read_text("utf-8").splitlines()[1:]]


def of(*families: str) -> list[Case]:
    return [case for case in CASES if case.family in families]


def without(*families: str) -> list[Case]:
    return [case for case in CASES if case.family not in families]


def test_there_are_cases_of_every_kind() -> None:
    assert len(CASES) >= 120
    assert len(of(*_CUT)) >= 60


@pytest.mark.parametrize("case", of(*_CUT))
def test_a_word_is_found_behind_its_clitics(case: Case) -> None:
    cuts = {cut.rest: cut for cut in clitics(fold(case.written))}
    found = cuts[fold(case.word)]
    assert fold(case.written)[: found.start] == found.prefix
    assert found.prefix == case.prefix or case.word.startswith("ال")
    assert fold(case.word) in bare(fold(case.written))


@pytest.mark.parametrize("case", of("whole"))
def test_a_word_known_as_a_whole_is_not_cut(case: Case) -> None:
    word = fold(case.written)
    assert clitics(word, {word}) == ()
    assert word in {cut.rest for cut in clitics("و" + word, {word})}


@pytest.mark.parametrize("case", of("short"))
def test_no_fewer_than_three_letters_remain(case: Case) -> None:
    assert all(len(cut.rest) >= 3 for cut in clitics(fold(case.written)))
    assert fold(case.written)[1:] not in bare(fold(case.written))


@pytest.mark.parametrize("case", without(*_CUT, *_APART, "whole", "short"))
def test_two_spellings_are_one_word(case: Case) -> None:
    assert fold(case.written) == fold(case.word)


@pytest.mark.parametrize("case", of(*_APART))
def test_two_words_stay_two(case: Case) -> None:
    assert fold(case.word) not in {fold(case.written), *bare(fold(case.written))}

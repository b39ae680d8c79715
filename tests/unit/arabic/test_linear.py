"""No text, however hostile, is read in more than linear time: eight times the text takes about eight times as long."""

from collections.abc import Callable
from time import process_time

import pytest

from khabar.arabic import clitics, fold, fold_with_offsets, language, numbers, search_terms, sentences, words

_LETTERS = 2_000
_TIMES = 8
_GENEROUS = 4
HOSTILE = {
    "one long word": "ب",
    "clitics": "وفبلكسال",
    "vowel signs": "بَُِّ",
    "ligatures": "ﷲ",
    "digits": "1",
    "dotted digits": "1.2,",
    "numbers without end": "ثلاثة آلاف ومئة و",
    "hundreds": "مئة مئة ",
    "phrases": "ما لا يقل عن ",
    "direction marks": "\u202e\u2067ب\u200f",
    "stops": ".؟!",
    "quotes": ".”»)",
    "spaces": " ",
    "capitals": "ÉÀ",
}


def _all(text: str) -> None:
    fold_with_offsets(text)
    found = list(words(text))
    list(numbers(text, found))
    list(sentences(text))
    language(text, "ar")
    search_terms(text)
    for word in found:
        clitics(word.folded)


def _seconds(read: Callable[[str], None], text: str) -> float:
    best = float("inf")
    for _ in range(3):
        began = process_time()
        read(text)
        best = min(best, process_time() - began)
    return best


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_eight_times_the_text_takes_no_more_than_a_few_times_eight(name: str) -> None:
    text = HOSTILE[name] * (_LETTERS // len(fold(HOSTILE[name]) or HOSTILE[name]))
    _all(text)
    assert _seconds(_all, text * _TIMES) < _TIMES * _GENEROUS * max(_seconds(_all, text), 1e-3)

"""Folding: what newspapers write differently is compared as one spelling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.arabic import fold, fold_with_offsets

ARABIC = st.text(st.sampled_from("قتلانَُِّـٱأإآىئؤةهيیکگ٠٥۹ﻻﷺ \u200f\u200eabÉß\n“”.،"), max_size=80)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("قُتِلَ", "قتل"),
        ("مقـــتل", "مقتل"),
        ("إدلب", "ادلب"),
        ("أ\u0645\u0631", "امر"),
        ("ا\u0654مر", "أمر"),
        ("مستشفى", "مستشفي"),
        ("الرقة", "الرقه"),
        ("مؤتمر", "موتمر"),
        ("كردستان ایران", "كردستان ايران"),
        ("٢٠٢٢ و۲۰۲۲", "2022 و2022"),
        ("\u200fدمشق\u200e", "دمشق"),
        ("ﻻجئ", "لاجئ"),
        ("NATO É", "nato e"),
    ],
)
def test_two_spellings_of_a_word_are_compared_as_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@settings(deadline=None)
@given(st.one_of(st.text(), ARABIC))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.one_of(st.text(), ARABIC))
def test_the_text_with_offsets_is_the_folded_text(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), ARABIC), st.data())
def test_a_span_leads_back_to_the_words_it_came_from(text: str, data: st.DataObject) -> None:
    folded = fold_with_offsets(text)
    end = data.draw(st.integers(0, len(folded.text)))
    start = data.draw(st.integers(0, end))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert folded.text[start:end] in fold(text[first:last])


def test_a_span_takes_the_vowel_sign_of_its_last_letter_but_no_direction_mark() -> None:
    text = "قالَ\u200f ثم"
    assert fold_with_offsets(text).span(0, 3) == (0, 4)


def test_a_page_of_vowel_signs_folds_to_nothing() -> None:
    assert fold_with_offsets("ب" + "َ" * 100_000).span(0, 1) == (0, 100_001)


def test_a_sign_that_stands_for_four_words_does_not_blow_a_page_up() -> None:
    assert fold("محمد ﷺ") == "محمد  "
    assert max(len(fold(chr(code))) for code in range(0xFB50, 0xFE00)) <= 8

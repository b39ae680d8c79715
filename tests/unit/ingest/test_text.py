from hypothesis import given
from hypothesis import strategies as st

from khabar_ingest.text import fold, normalise


def test_what_turns_text_around_unseen_is_removed() -> None:
    assert normalise("مرحبا\u202eevil\u202c \u2066x") == "مرحباevil x"
    assert normalise("رقم \u2067(١٢)\u2069 فقط") == "رقم \u2067(١٢)\u2069 فقط"


def test_joiners_that_letters_need_stay() -> None:
    assert normalise("می\u200cرود\u200e") == "می\u200cرود\u200e"


def test_every_kind_of_space_is_one_space() -> None:
    assert normalise("\ufeff دير\u00a0\u2003الزور\n\t اليوم ") == "دير الزور اليوم"


def test_labels_match_with_or_without_vowel_signs() -> None:
    assert fold("اقرأ أيضاً") == fold("إقرا ايضا") == fold("اقـــرأ أيضًا")


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    once.encode()  # no lone surrogate is left, which could not be written anywhere

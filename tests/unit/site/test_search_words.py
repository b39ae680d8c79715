"""Which words count as one in the site's search; the whole table is asked in the integration tests."""

import pytest

from khabar_site.store.forms import held, looked, units
from khabar_site.store.queries import parse


def found(query: str, text: str) -> bool:
    tokens, asked = held(text), looked(query)
    return bool(asked) and all(not tokens.isdisjoint(word.tokens) for word in asked)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("بدمشق", "دمشق"),
        ("للنازحين", "نازحون"),
        ("قرية", "القريتين"),
        ("بناء", "بنائها"),
        ("شؤون", "شئون"),
        ("السد", "سد"),
        ("روسيا", "روسية"),
        ("أربعمئة", "أربع مئة"),
        ("عبدالعزيز", "لعبد العزيز"),
        ("حلب", "وبحلب"),
        ("5000", "5.000"),
        ("3.5", "بـ٣٫٥"),
        ("كوفيد19", "كوفيد-19"),
        ("covid 19", "COVID19"),
        ("companies", "company’s"),
    ],
)
def test_a_word_is_found_in_another_of_its_forms(query: str, text: str) -> None:
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("حلب", "حلبة"),
        ("بحر", "البحرين"),
        ("سور", "سوري"),
        ("عمر", "عمران"),
        ("زيت", "زيتون"),
        ("طاقة", "بطاقة"),
        ("سائل", "وسائل"),
        ("تمر", "تمرين"),
        ("500", "1,500"),
        ("15", "1.5"),
        ("her", "there"),
    ],
)
def test_a_word_is_not_found_in_one_that_only_looks_like_it(query: str, text: str) -> None:
    assert not found(query, text)


def test_a_number_is_one_unit_with_its_separators_and_an_english_word_with_its_apostrophe() -> None:
    text = "باع 1,200,000 نسخة بـ٣٫٥ من Lebanon’s press"
    assert [unit.written for unit in units(text)] == [
        *("باع", "1,200,000", "نسخة", "بـ٣٫٥", "من", "Lebanon’s", "press")
    ]


@pytest.mark.parametrize("text", ["𞤀𞤁 ܫܠܡܐ 中文 ⅷ", "a" * 10_000, "ب" * 10_000, "1." * 5_000, "’a" * 2_000, "🎉 ॐ"])
def test_every_token_is_one_word_to_the_index_whatever_the_script(text: str) -> None:
    assert all(token and all(letter.isalnum() for letter in token) for token in held(text))


def test_words_phrases_and_what_is_left_out_are_read_apart() -> None:
    query = parse('مؤتمر "مجلس الأمن" -القاهرة')
    assert query.words == ("مؤتمر", "مجلس", "الأمن")
    assert query.holds("انعقد مؤتمر في مجلس الأَمن أمس")
    assert not query.holds("مجلس مدينة الأمن")
    assert len(query.left_out) == 1


def test_a_hyphen_inside_a_word_leaves_nothing_out() -> None:
    assert parse("كوفيد-19").left_out == ()


def test_words_that_stand_in_every_text_need_not_be_found_unless_there_is_nothing_else() -> None:
    assert parse("معرض في بغداد").words == ("معرض", "بغداد")
    assert parse("في").words == ("في",)


@pytest.mark.parametrize("text", ["", '"', '""', "-", "- -", "«»", "*^:(){}", "\x00", "ـ", "-\u202e"])
def test_what_holds_no_word_asks_for_nothing(text: str) -> None:
    assert not parse(text)


def test_at_most_twelve_words_are_looked_for() -> None:
    assert len(parse(" ".join(f"word{number}" for number in range(40))).groups) == 12

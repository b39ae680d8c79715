"""Words, their clitics and stems, and what a search index holds of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.arabic import bare, clitics, direction, fold, forms, search_terms, sentences, stem, words


@settings(deadline=None)
@given(st.text())
def test_a_word_is_found_where_it_says_it_stands(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end] == word.text
        assert word.folded in fold(word.text)


def test_quotes_and_hyphens_part_words_but_vowel_signs_do_not() -> None:
    assert [word.folded for word in words("تنظيم “دَاعِش”، شمال-شرق")] == ["تنظيم", "داعش", "شمال", "شرق"]


@pytest.mark.parametrize(
    ("word", "remainder"),
    [
        ("ودمشق", "دمشق"),
        ("للدفاع", "الدفاع"),
        ("للبنان", "لبنان"),
        ("وبالحسكه", "الحسكه"),
        ("وبالحسكه", "حسكه"),
        ("فلداعش", "داعش"),
        ("سيعلن", "يعلن"),
        ("والمصادر", "مصادر"),
    ],
)
def test_a_word_is_known_again_without_its_clitics(word: str, remainder: str) -> None:
    assert remainder in bare(word)


def test_what_remains_never_has_fewer_than_three_letters() -> None:
    assert bare("ولد") == ()
    assert bare("والد") == ("الد",)


def test_the_article_stays_where_names_are_looked_for() -> None:
    assert bare("والحماه", article=False) == ("الحماه",)


@settings(deadline=None)
@given(st.text(st.sampled_from("وفبلكسالنيتم"), max_size=12))
def test_remainders_are_shorter_longest_first_and_end_like_the_word(word: str) -> None:
    found = bare(word)
    assert list(found) == sorted(found, key=len, reverse=True)
    assert all(form != word and word.endswith(form[2:]) for form in found)


@settings(deadline=None)
@given(st.text(st.sampled_from("وفبلكسالنيتم"), max_size=12), st.booleans())
def test_a_cut_tells_what_it_takes_off_and_where(word: str, article: bool) -> None:  # noqa: FBT001 - hypothesis's
    for cut in clitics(word, article=article):
        assert word[: cut.start] == cut.prefix
        assert cut.rest in {word[cut.start :], "ال" + word[cut.start + 1 :]}
    assert bare(word, article=article) == tuple(cut.rest for cut in clitics(word, article=article))


def test_the_letters_of_a_word_are_found_in_the_text_behind_vowel_signs() -> None:
    text = "قال: وَلِدِمَشْقَ"
    word = list(words(text))[1]
    (cut,) = (cut for cut in clitics(word.folded) if cut.rest == "دمشق")
    assert text[word.at(cut.start) :].startswith("دِمَشْقَ")


@pytest.mark.parametrize(
    "family", [("الهجوم", "هجوم", "والهجوم"), ("مصادر", "المصادر", "للمصادر"), ("اشتباكات", "الاشتباكات", "واشتباكات")]
)
def test_forms_of_one_word_share_a_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(
    "query",
    ["إشتباكات", "الإشتباكات", "واشتباكات", "بالاشتباكات", "للاشتباكات", "اشتباكاتٌ", "اشـتباكات", "والإشتباكات"],
)
def test_every_everyday_variant_of_a_query_finds_the_article(query: str) -> None:
    index = set(search_terms("اندلعت اشتباكات عنيفة"))
    assert index & {form for word in words(query) for form in forms(word.folded)}


def test_another_word_does_not_find_the_article() -> None:
    index = set(search_terms("اندلعت اشتباكات عنيفة"))
    assert not index & set(search_terms("المنتخب"))


def test_sentences_do_not_end_within_numbers_and_abbreviations() -> None:
    text = "قال د. سامر إن 3.5 مليون نزحوا. لماذا؟ نقلت (أ.ف.ب) ذلك…"
    assert [s.text for s in sentences(text)] == ["قال د. سامر إن 3.5 مليون نزحوا.", "لماذا؟", "نقلت (أ.ف.ب) ذلك…"]


@settings(deadline=None)
@given(st.text(st.sampled_from(' .!؟"”ab\nد'), max_size=60))
def test_sentences_lose_nothing_but_white_space(text: str) -> None:
    found = list(sentences(text))
    assert "".join("".join(s.text.split()) for s in found) == "".join(text.split())
    assert all(text[s.start : s.end] == s.text for s in found)


def test_a_page_of_dots_is_read_in_one_go() -> None:
    assert len(list(sentences("." * 100_000 + "x"))) == 1


@pytest.mark.parametrize(
    ("language", "way"),
    [("ar", "rtl"), ("ar-SY", "rtl"), ("en", "ltr"), ("ku", "ltr"), ("ku-Arab", "rtl"), ("tr_TR", "ltr")],
)
def test_a_language_knows_its_direction(language: str, way: str) -> None:
    assert direction(language) == way

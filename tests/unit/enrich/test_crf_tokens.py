"""The name model reads text as its corpora are cut, and its findings stand where they say."""

from collections.abc import Callable

from khabar.models import Revision
from khabar_enrich.crf.tokens import form, sentences_of
from khabar_enrich.page import Zone

Write = Callable[..., Revision]


def forms(text: str) -> list[list[str]]:
    return [list(tokens.forms) for tokens in sentences_of(Zone.of("lead", text, 1))]


def test_clitics_stay_on_their_words_and_marks_stand_alone() -> None:
    assert forms("قال وزير الخارجية، وبدمشق:") == [["قال", "وزير", "الخارجيه", ",", "وبدمشق", ":"]]


def test_every_sentence_is_read_for_itself() -> None:
    assert forms("وصل الوفد. غادر الوفد!\nانتهى") == [
        ["وصل", "الوفد", "."],
        ["غادر", "الوفد", "!"],
        ["انتهي"],
    ]


def test_quotes_of_all_kinds_are_one_mark() -> None:
    assert forms("«داعش» “داعش” 'داعش'") == [['"', "داعش", '"'] * 3]


def test_a_token_stands_where_it_says_vowel_signs_included() -> None:
    text = "قال مُحَمَّدٌ إنّه"
    (tokens,) = sentences_of(Zone.of("lead", text, 1))
    assert [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)] == ["قال", "مُحَمَّدٌ", "إنّه"]


def test_a_token_of_a_corpus_is_looked_at_as_the_same_word_in_an_article() -> None:
    assert [form(token) for token in ("الأمم", "أيضاً", "(د", "«", "1%", ").")] == ["الامم", "ايضا", "د", '"', "1", ")"]


def test_blank_and_hostile_text_is_no_trouble() -> None:
    assert forms("") == []
    assert forms("…" * 50_000) == [["."]]
    assert [len(token) for token in forms("ا" * 50_000)[0]] == [30]

"""The forms of words as the search index holds them, remembered: a newspaper uses few words often."""

from functools import lru_cache

from khabar import arabic

_REMEMBERED = 50_000


@lru_cache(_REMEMBERED)
def forms(folded_word: str) -> tuple[str, ...]:
    """All forms under which a folded word is indexed and looked for."""
    return arabic.forms(folded_word)


def terms(text: str) -> str:
    """A text as the index takes it: all forms of all its words."""
    return " ".join(form for word in arabic.words(text) for form in forms(word.folded))

"""A light stemmer for matching texts about the same thing: article and endings go, the pattern of the word stays.

In the manner of Larkey, Ballesteros and Connell's "light10" (2002), which found that taking off a few affixes serves
retrieval better than digging for roots.
"""

from typing import Final

_SHORTEST: Final = 3
_PREFIXES: Final = ("وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال")
_SUFFIXES: Final = ("هما", "ها", "هم", "ان", "ات", "ون", "ين", "يه", "نا", "ه", "ي")


def stem(folded_word: str) -> str:
    """Return the light stem of a folded word, at least three letters long unless the word is shorter."""
    word = folded_word
    if word[:1] == "و" and len(word) > _SHORTEST:
        word = word[1:]
    return _without_endings(_without_article(word))


def _without_article(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST:
            return word[len(prefix) :]
    return word


def _without_endings(word: str) -> str:
    """Take off each ending at most once, longer ones first: ``مراسلاتهم`` loses ``هم``, then ``ات``."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            word = word[: -len(suffix)]
    return word

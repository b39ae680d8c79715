"""The forms of a word that a full-text index holds and that a query looks for.

Index every word under all its forms; look for any form of a query's word (OR), and all words of the query (AND). The
index itself must then leave the letters alone (SQLite FTS5: ``unicode61 remove_diacritics 0``).
"""

from khabar.arabic.affixes import bare
from khabar.arabic.stemming import stem
from khabar.arabic.words import words


def forms(folded_word: str) -> tuple[str, ...]:
    """Return the comparison forms of one folded word: itself, without proclitics, and their light stems."""
    plain = (folded_word, *bare(folded_word))
    return tuple(dict.fromkeys((*plain, *map(stem, plain))))


def search_terms(text: str) -> list[str]:
    """Return all forms of all words of a text in order, for an index; for a query group `forms` word by word."""
    return [form for word in words(text) for form in forms(word.folded)]

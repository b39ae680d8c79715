"""Reading Arabic as newspapers write it: comparison forms, words, affixes, stems, numbers, sentences, languages.

Everything here is pure, linear in the length of its input and free of dependencies, so that enrich and the site's
search understand one spelling as the other does.
"""

from khabar.arabic.affixes import Cut, bare, clitics
from khabar.arabic.direction import direction
from khabar.arabic.folding import Folded, fold, fold_with_offsets
from khabar.arabic.languages import Told, language
from khabar.arabic.numbers import Number, numbers
from khabar.arabic.search import forms, search_terms
from khabar.arabic.sentences import Sentence, sentences
from khabar.arabic.slugs import slug
from khabar.arabic.stemming import stem
from khabar.arabic.words import Word, words

__all__ = [
    "Cut",
    "Folded",
    "Number",
    "Sentence",
    "Told",
    "Word",
    "bare",
    "clitics",
    "direction",
    "fold",
    "fold_with_offsets",
    "forms",
    "language",
    "numbers",
    "search_terms",
    "sentences",
    "slug",
    "stem",
    "words",
]

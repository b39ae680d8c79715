"""The attributes by which the model tells names from other words, spelled out as training needs them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from khabar_enrich.crf.article import told
from khabar_enrich.crf.gazetteer import known
from khabar_enrich.crf.grams import CORES, KINDS, spelled
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.looks import FAR, Marks, look

SIDES: Final[Mapping[str, int]] = {"": 0, "-1": -1, "+1": 1, "-2": -2, "+2": 2}
"""What an attribute of another word begins with, and where that word stands."""


def features(sentences: Sequence[Sequence[str]], lexicon: Lexicon) -> Iterator[list[list[str]]]:
    """Yield for every sentence of an article, in order, the attributes of its words' folded forms."""
    looked = {word: look(word, lexicon) for word in dict.fromkeys(chain.from_iterable(sentences))}
    kinds = {word: one.kind for word, (one, _) in looked.items()}
    cores = {word: one.core for word, (one, _) in looked.items()}
    begins = {word: one.beginnings for word, (one, _) in looked.items() if one.beginnings}
    repeated = {word: one.core for word, (one, _) in looked.items() if one.repeats}
    names = [known(words, begins, lexicon) for words in sentences]
    for words, within, evidence in zip(sentences, names, told(sentences, names, kinds, repeated), strict=True):
        marks = [looked[word][1] for word in words]
        attributes = [[*marks] for marks in evidence]
        for side, away in SIDES.items():
            for place, added in enumerate(attributes):
                if 0 <= place + away < len(words):
                    added += [side + mark for mark in _seen(marks[place + away], within[place + away], away)]
        for members, grams in (([kinds[word] for word in words], KINDS), ([cores[word] for word in words], CORES)):
            for gram in grams:
                for place, mark in spelled(gram, members):
                    attributes[place].append(mark)
        yield attributes


def _seen(marks: Marks, names: Sequence[str], away: int) -> Sequence[str]:
    """The attributes of a word that are seen from so many words away."""
    if abs(away) > 1:
        return marks.near[:FAR]
    return (*marks.near, *names) if away else (*marks.near, *marks.profile, *marks.own, *names)

"""How well every label suits every word of a page by all attributes together: weights are summed, not spelled out.

What a word contributes by itself, to its own scores and to those of the words up to two away, is summed once and
remembered.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import add
from typing import Final, NamedTuple

import numpy as np

from khabar_enrich.crf.article import told
from khabar_enrich.crf.features import SIDES
from khabar_enrich.crf.gazetteer import known
from khabar_enrich.crf.grams import BEGIN, CORES, END, KINDS, PAD, weighed
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.looks import Look, look
from khabar_enrich.crf.sums import Sums
from khabar_enrich.crf.weights import Floats, Numbers, Weights

_REMEMBERED: Final = 40_000  # sums of words, and of what is noted of words
_TOGETHER: Final = 1000  # words whose weights are summed at once; bounds the memory that a page needs
_FIRST: Final = 4096  # words that there is room for at first
_PADDING: Final = (0,) * PAD


class Scored(NamedTuple):
    """A row a word and a column a label, and the first and the end of each sentence's rows."""

    scores: Floats
    sentences: list[tuple[int, int]]


class _Words:
    """What is remembered of the words met: the number of each, and what its look tells."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.kinds: dict[str, str] = {}
        self.cores: dict[str, str] = {}
        self.beginnings: dict[str, tuple[str, ...]] = {}

    def keep(self, form: str, number: int, one: Look) -> None:
        """Remember a word."""
        self.numbers[form], self.kinds[form] = number, one.kind
        if one.repeats:
            self.cores[form] = one.core
        if one.beginnings:
            self.beginnings[form] = one.beginnings


class Emissions:
    """Scores pages; not safe to use from several threads at once."""

    _kind_of: Numbers
    _core_of: Numbers

    def __init__(self, weights: Weights, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._sums = Sums(weights)
        self._kinds, self._by_kind = weighed(KINDS, weights)
        self._cores, self._by_core = weighed(CORES, weights)
        self._begin_anew()

    def of(self, sentences: Sequence[Sequence[str]]) -> Scored:
        """Score the folded words of an article's sentences."""
        if len(self._sums) > _REMEMBERED:
            self._begin_anew()
        self._meet(dict.fromkeys(form for form in chain.from_iterable(sentences) if form not in self._words.numbers))
        number, notes = self._words.numbers.__getitem__, self._noted(sentences)
        numbers: list[int] = []
        noted: list[int] = []
        spans = []
        for forms, marks in zip(sentences, notes, strict=True):
            first = len(numbers) + PAD
            spans.append((first, first + len(forms)))
            numbers += (*self._begin, *map(number, forms), *self._end)
            noted += (*_PADDING, *marks, *_PADDING)
        return Scored(self._scores(np.array(numbers, np.int64), np.array(noted, np.int64)), spans)

    def _noted(self, sentences: Sequence[Sequence[str]]) -> list[list[int]]:
        """The sums of what is noted of words in this article, 0 of most."""
        words, number = self._words, self._sums.number
        within = [known(forms, words.beginnings, self._lexicon) for forms in sentences]
        evidence = told(sentences, within, words.kinds, words.cores)
        return [
            [number(marks) if marks else 0 for marks in map(add, some, others)]
            for some, others in zip(within, evidence, strict=True)
        ]

    def _scores(self, numbers: Numbers, notes: Numbers) -> Floats:
        blocks, noted = self._sums.of(numbers), np.flatnonzero(notes)
        blocks[noted] += self._sums.of(notes[noted])
        scores = blocks[:, 0].copy()
        for column, away in enumerate(SIDES.values()):
            if away < 0:
                scores[-away:] += blocks[:away, column]
            elif away > 0:
                scores[:-away] += blocks[away:, column]
        for grams, members in ((self._by_kind, self._kind_of), (self._by_core, self._core_of)):
            for gram in grams:
                gram.add(scores, members[numbers])
        return scores

    def _meet(self, forms: Iterable[str]) -> None:
        waiting = list(forms)
        for start in range(0, len(waiting), _TOGETHER):
            seen = {form: look(form, self._lexicon) for form in waiting[start : start + _TOGETHER]}
            first = self._sums.add((marks.near, marks.profile, marks.own) for _, marks in seen.values())
            self._reach(len(self._sums))
            for number, (form, (one, _)) in enumerate(seen.items(), first):
                self._words.keep(form, number, one)
                self._kind_of[number] = self._kinds.get(one.kind, 0)
                self._core_of[number] = self._cores.get(one.core, 0)

    def _reach(self, length: int) -> None:
        """Make room for what is numbered up to a length."""
        while length > len(self._kind_of):
            self._kind_of = np.concatenate([self._kind_of, np.zeros_like(self._kind_of)])
            self._core_of = np.concatenate([self._core_of, np.zeros_like(self._core_of)])

    def _begin_anew(self) -> None:
        self._words = _Words()
        self._sums.forget()
        self._kind_of = np.zeros(_FIRST, np.int64)
        self._core_of = np.zeros(_FIRST, np.int64)
        edges = []
        for mark in (BEGIN, END):
            number = self._sums.add([((), (), ())])
            self._kind_of[number], self._core_of[number] = self._kinds[mark], self._cores[mark]
            edges.append((number,) * PAD)
        self._begin, self._end = edges

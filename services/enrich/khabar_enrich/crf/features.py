"""The attributes by which the model tells names from other words, for all sentences of an article at once.

Attributes are bytes, as the model reads them. What depends on a word alone, or on the kinds of a few neighbours, is
worked out once; attributes that the model does not weigh are left out early.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from khabar_enrich.crf.article import Around, Told, evidence
from khabar_enrich.crf.gazetteer import known
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.looks import Look, look
from khabar_enrich.crf.pairs import Pairs, pair_marks

Attributes = list[bytes]
_WORDS: Final = 20_000
_PATTERNS: Final = 20_000
_BEGIN, _END = "BOS", "EOS"
_NOTHING: Final[Told] = ("", [])


class Ready(NamedTuple):
    """A word's look and its attributes at every place it can have in a window of five words."""

    look: Look
    own: tuple[bytes, ...]
    previous: tuple[bytes, ...]
    following: tuple[bytes, ...]
    before: tuple[bytes, ...]
    after: tuple[bytes, ...]


class Features:
    """Turns sentences into attributes.

    Args:
        lexicon: what is known of words.
        weighed: the attributes that the model weighs, and how it spells them; None keeps all, for training.
    """

    def __init__(self, lexicon: Lexicon, weighed: Mapping[str, bytes] | None = None) -> None:
        self._lexicon = lexicon
        self._weighed = weighed
        self._paired: Callable[[str, str, str], Iterable[bytes]] = (
            self._all_pairs if weighed is None else Pairs(weighed).of
        )
        self._ready: Callable[[str], Ready] = lru_cache(_WORDS)(self._make_ready)
        self._around: Callable[..., tuple[bytes, ...]] = lru_cache(_PATTERNS)(self._pattern)
        self._mark: Callable[[str, str], tuple[bytes, ...]] = lru_cache(_PATTERNS)(self._marks)

    def of(self, sentences: Sequence[Sequence[str]]) -> Iterator[list[Attributes]]:
        """Yield for every sentence of an article, in order, the attributes of its words' folded forms."""
        ready = [[self._ready(word) for word in words] for words in sentences]
        looks = [[one.look for one in row] for row in ready]
        names = [known(words, row, self._lexicon) for words, row in zip(sentences, looks, strict=True)]
        told = [
            [(one.core, evidence(row, marks, place)) if one.repeats else _NOTHING for place, one in enumerate(row)]
            for row, marks in zip(looks, names, strict=True)
        ]
        around = Around(told)
        for number, row in enumerate(ready):
            around.at(number)
            attributes = [[*one.own] for one in row]
            self._add_neighbours(attributes, row)
            self._add_patterns(attributes, looks[number])
            self._add_names(attributes, names[number])
            self._add_article(attributes, told[number], around)
            yield attributes

    def _add_neighbours(self, attributes: list[Attributes], row: Sequence[Ready]) -> None:
        last = len(row) - 1
        for place, added in enumerate(attributes):
            if place:
                added.extend(row[place - 1].previous)
            if place > 1:
                added.extend(row[place - 2].before)
            if place < last:
                added.extend(row[place + 1].following)
            if place + 1 < last:
                added.extend(row[place + 2].after)

    def _add_patterns(self, attributes: list[Attributes], looks: Sequence[Look]) -> None:
        kinds = [_BEGIN, _BEGIN, *(one.kind for one in looks), _END, _END]
        cores = [_BEGIN, *(one.core for one in looks), _END]
        for place, added in enumerate(attributes):
            added.extend(self._around(*kinds[place : place + 5]))
            before, core, after = cores[place : place + 3]
            added.extend(self._paired(before, core, after))

    def _add_names(self, attributes: list[Attributes], names: Sequence[Sequence[str]]) -> None:
        for place, marks in enumerate(names):
            for mark in marks:
                attributes[place] += self._mark("", mark)
                if place:
                    attributes[place - 1] += self._mark("+1", mark)
                if place + 1 < len(names):
                    attributes[place + 1] += self._mark("-1", mark)

    def _add_article(self, attributes: list[Attributes], told: Sequence[Told], around: Around) -> None:
        for place, (core, own) in enumerate(told):
            if core:
                for mark in around.of(core, own):
                    attributes[place] += self._mark("", mark)

    def _make_ready(self, word: str) -> Ready:
        one = look(word, self._lexicon)
        near = [("-1", one.near), ("+1", one.near), ("-2", one.far), ("+2", one.far)]
        return Ready(one, self._kept(one.own), *(self._kept([side + mark for mark in marks]) for side, marks in near))

    def _pattern(self, first: str, previous: str, kind: str, following: str, last: str) -> tuple[bytes, ...]:
        return self._kept(
            (
                f"kp={previous}|{kind}",
                f"kn={kind}|{following}",
                f"kpn={previous}|{kind}|{following}",
                f"kpp={first}|{previous}|{kind}",
                f"knn={kind}|{following}|{last}",
            )
        )

    @staticmethod
    def _all_pairs(before: str, core: str, after: str) -> Iterable[bytes]:
        return [mark.encode() for mark in pair_marks(before, core, after)]

    def _marks(self, side: str, mark: str) -> tuple[bytes, ...]:
        return self._kept((side + mark,))

    def _kept(self, marks: Sequence[str]) -> tuple[bytes, ...]:
        if self._weighed is None:
            return tuple(mark.encode() for mark in marks)
        return tuple([code for mark in marks if (code := self._weighed.get(mark)) is not None])

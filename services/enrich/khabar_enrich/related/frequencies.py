"""In how many articles each term occurs: counted in the server for all replicas, with a copy at hand in each.

Every new article id is counted once, whatever becomes of the article. There are two tables: when as many articles have
been counted into one as the index keeps, the other is emptied and counting goes on there. A frequency is the sum of
both, and so is the number of articles, so that what was written long ago is forgotten and the proportion stays right.

A table has 2^20 places of 32 bits and is laid out whole at first, 4 MB, as it must not grow while the server is full; a
term's place is a hash of it. Terms that share a place are counted together: of a million different terms one in a
hundred falls on one that is frequent and weighs too little.

A replica counts its own articles in its copy at once, and tells the server of a sixteenth of all, at most 32, together;
if it is killed they are not counted, which is too few to tell. It reads the tables again when it has missed a sixteenth
or 256 of the articles of others: one that works alone reads them once, and no round trip of an article waits for them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from khabar.keys import Keys
from khabar_enrich.related.rounds import Call
from khabar_enrich.related.scripts import COUNTED, LAID_OUT
from khabar_enrich.remembered import Remembered

_PLACE_BITS: Final = 20
_COUNT: Final = np.dtype(">u4")  # as BITFIELD writes it
_SHARE: Final = 16
_MOST_UNTOLD: Final = 32
_MOST_MISSED: Final = 256


def _place(term: str) -> int:
    """Return where a term is counted."""
    return crc32(term.encode()) >> (32 - _PLACE_BITS)


_PLACES: Final = Remembered(_place)


def _nothing() -> NDArray[np.uint32]:
    return np.zeros(1 << _PLACE_BITS, np.uint32)


@dataclass(slots=True)
class Frequencies:
    """The copy that a replica holds."""

    keys: Keys
    newest: int
    articles: int = 0
    _counts: NDArray[np.uint32] = field(default_factory=_nothing)
    _round: int = -1
    _counted: int = 0  # how many articles of the round the server had told of or was told of
    _untold: list[NDArray[np.int64]] = field(default_factory=list)
    _stale: bool = True

    @staticmethod
    def places(terms: Collection[str]) -> NDArray[np.int64]:
        """Return where some terms are counted."""
        return np.fromiter(map(_PLACES.__getitem__, terms), np.int64, len(terms))

    def of(self, places: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Return in how many articles the terms of some places occur."""
        return self._counts[places]

    def wanted(self) -> list[Call]:
        """Return the calls whose answers are to be read before the next article is weighed: none as a rule."""
        if not self._stale:
            return []
        self._stale = self._round < 0  # others that go on meanwhile do so with what is at hand
        names = [self._key("df", table) for table in "01"]
        tables = [Call(("GET", name)) for name in names]
        return [
            LAID_OUT(names, _COUNT.itemsize << _PLACE_BITS),
            *tables,
            Call(("HMGET", self._key("state"), "counted", "before", "round")),
        ]

    def read(self, answers: Sequence[Any]) -> None:
        """Take over what the server has counted, and count what it was not told of on top."""
        _, *tables, figures = answers
        self._counted, before, self._round = (int(figure or 0) for figure in figures)
        self._counts = _nothing()
        for table in tables:
            counts = np.frombuffer(table or b"", _COUNT, len(table or b"") // _COUNT.itemsize)
            self._counts[: len(counts)] += counts
        self.articles, self._stale = self._counted + before, False
        for places in self._untold:
            self._add(places)

    def count(self, places: NDArray[np.int64]) -> None:
        """Count an article that was never met before."""
        self._untold.append(places)
        self._add(places)

    def compare(self, counted: int, number: int) -> None:
        """Find out from how many articles the server has counted in which round whether many have been missed."""
        missed = counted - self._counted
        lost = number != self._round or missed < -_MOST_MISSED  # as after a restart without its data
        self._stale = self._stale or lost or missed > min(_MOST_MISSED, counted // _SHARE)

    def telling(self) -> list[Call]:
        """Return the calls that tell the server what was counted, once that is enough; their answers tell nothing."""
        untold, self._untold = self._untold, []
        if len(untold) <= min(_MOST_UNTOLD - 1, self.articles // _SHARE):
            self._untold = untold
            return []
        self._counted += len(untold)
        places, counts = np.unique(np.concatenate(untold), return_counts=True)
        rows = zip(map("#{}".format, places.tolist()), counts.tolist(), strict=True)
        keys = [self._key("state"), *(self._key("df", table) for table in "01")]
        return [COUNTED(keys, len(untold), self.newest, self._round, *chain.from_iterable(rows))]

    def _add(self, places: NDArray[np.int64]) -> None:
        np.add.at(self._counts, places, 1)
        self.articles += 1

    def _key(self, *name: str) -> str:
        return self.keys("related", *name)

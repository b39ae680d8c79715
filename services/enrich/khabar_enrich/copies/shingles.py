"""The runs of words that tell whether two texts are one: hashed shingles, and the few that stand for all of them.

A shingle is four folded words in a row. Three are too often a phrase that every article uses, five break at nearly
every small edit.

The fingerprints of a text are winnowed: of every 32 shingles in a row the one with the smallest hash. So two texts that
have 32 shingles in a row in common always have a fingerprint in common, wherever that run stands in each: a brief finds
the long report that contains it, which bands over a whole text do not. Of a short text more are taken, from smaller
windows; those of the large one are among them.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from khabar.arabic import fold

Hashes = NDArray[np.uint32]
Wide = NDArray[np.uint64]

_LENGTH: Final = 4
_WINDOW: Final = 32
_SHORT: Final = 4  # a window is at most one part in so many of a text
_LETTERS: Final = 1 << 16
_PLACES: Final = 64  # a letter farther in a word counts as one 64 places before
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_STIRS: Final = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))
_HIGH: Final = np.uint64(32)


def word_hashes(text: str) -> Wide:
    """Return a hash for every folded word of a text, in order; punctuation and symbols part words."""
    codes = np.frombuffer(fold(text).encode("utf-32-le", "replace"), np.uint32)
    codes = np.minimum(codes, _LETTERS - 1)
    letter = _is_letter()[codes]
    first = letter.copy()
    first[1:] &= ~letter[:-1]
    starts = np.flatnonzero(first[letter])
    if not len(starts):
        return np.empty(0, np.uint64)
    kept = codes[letter]
    lengths = np.diff(starts, append=len(kept))
    places = np.arange(len(kept)) - np.repeat(starts, lengths)
    values = _letter_values()[kept] * _place_values()[places % _PLACES]
    hashes: Wide = np.add.reduceat(values, starts)
    return hashes


def shingles(words: Wide) -> Hashes:
    """Return the hash of every four words in a row; of fewer words, the hash of them all."""
    length = min(_LENGTH, len(words))
    count = len(words) - length + 1 if length else 0
    rows = _stirred(words)
    row = rows[:count]
    for place in range(1, length):
        row = row * _SPREAD + rows[place : place + count]
    return (_stirred(row) >> _HIGH).astype(np.uint32)


def fingerprints(hashes: Hashes) -> Hashes:
    """Return the smallest hash of every window, each once."""
    width = min(_WINDOW, max(1, len(hashes) // _SHORT))
    least, reach = hashes, 1
    while reach < width:
        step = min(reach, width - reach)
        least = np.minimum(least[:-step], least[step:])
        reach += step
    return each_once(least)


def each_once(hashes: Hashes) -> Hashes:
    """Return the hashes sorted, each once."""
    ordered = np.sort(hashes)
    kept = np.ones(len(ordered), bool)
    kept[1:] = ordered[1:] != ordered[:-1]
    return ordered[kept]


def found_in(hashes: Hashes, others: Hashes) -> NDArray[np.bool_]:
    """Tell for each hash whether it is among others, which are sorted."""
    if not len(others):
        return np.zeros(len(hashes), bool)
    places = np.minimum(np.searchsorted(others, hashes), len(others) - 1)
    hit: NDArray[np.bool_] = others[places] == hashes
    return hit


def _stirred(hashes: Wide) -> Wide:
    for shift, factor in _STIRS:
        hashes = (hashes ^ (hashes >> shift)) * factor
    return hashes


@cache
def _is_letter() -> NDArray[np.bool_]:
    return np.fromiter((chr(code).isalnum() for code in range(_LETTERS)), bool, _LETTERS)


@cache
def _letter_values() -> Wide:
    return _stirred(np.arange(1, _LETTERS + 1, dtype=np.uint64))


@cache
def _place_values() -> Wide:
    return np.cumprod(np.full(_PLACES, _SPREAD | np.uint64(1)), dtype=np.uint64)

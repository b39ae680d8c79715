"""What the other mentions of a word nearby tell about it: after a title, after a given name, inside a known name."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from khabar_enrich.crf.looks import Look

Told = tuple[str, list[str]]
"""A word without its clitics, and what one mention tells about it; an empty word is one that others tell nothing of."""

_AROUND: Final = 12  # sentences before and after
_TELLING: Final = frozenset({"title", "place", "org", "say", "go", "son", "work", "Fفي", "Fمن", "Fالي"})
_NAMES: Final = frozenset("GSgs")
_OFTEN: Final = 4


def evidence(looks: Sequence[Look], known: Sequence[Sequence[str]], place: int) -> list[str]:
    """Return what one mention tells about its word: the kinds beside it and the known name it lies in."""
    told = []
    if place:
        before = looks[place - 1].kind
        if before in _TELLING:
            told.append(f"d={before}")
        elif before in _NAMES:
            told.append(f"d=after{before.upper()}")
    if place + 1 < len(looks) and looks[place + 1].kind in _NAMES:
        told.append(f"d=before{looks[place + 1].kind.upper()}")
    if known[place]:
        told.append(f"d={known[place][0]}")
        longer = next((mark for mark in known[place] if mark[1] != "S"), None)
        if longer:
            told.append(f"d=in{longer[2]}")
    return told


class Around:
    """The evidence of the sentences around the one that is read, moved along sentence by sentence."""

    def __init__(self, sentences: Sequence[Sequence[Told]]) -> None:
        self._sentences = sentences
        self._told: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._times: Counter[str] = Counter()
        for sentence in sentences[:_AROUND]:
            self._add(sentence, 1)

    def at(self, number: int) -> None:
        """Move on to a sentence; call it for every one in order."""
        if number + _AROUND < len(self._sentences):
            self._add(self._sentences[number + _AROUND], 1)
        if number > _AROUND:
            self._add(self._sentences[number - _AROUND - 1], -1)

    def of(self, core: str, own: list[str]) -> list[str]:
        """What the other mentions of a word tell, and how many there are."""
        times = self._times[core]
        if times <= 1:
            return ["d=1"]
        others = [told for told, count in self._told[core].items() if count > own.count(told)]
        return [f"d={min(times, _OFTEN)}", *sorted(others)]

    def _add(self, sentence: Sequence[Told], sign: int) -> None:
        for core, told in sentence:
            if core:
                self._times[core] += sign
                for mark in told:
                    self._told[core][mark] += sign

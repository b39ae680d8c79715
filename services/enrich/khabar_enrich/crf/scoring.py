"""Scores of names by exact span and type, as the CoNLL-2003 scorer counts them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from khabar_enrich.crf.labels import TYPES, names


@dataclass(frozen=True, slots=True)
class Score:
    """How many names there are, how many were proposed, and how many of those are right."""

    gold: int
    proposed: int
    right: int

    @property
    def precision(self) -> float:
        """The share of the proposed names that is right, in per cent; 0 where none was proposed."""
        return 100 * self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        """The share of the names that was found, in per cent; 0 where there are none."""
        return 100 * self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, in per cent."""
        total = self.gold + self.proposed
        return 200 * self.right / total if total else 0.0


@dataclass(slots=True)
class Scores:
    """Counts sentence by sentence."""

    gold: Counter[str] = field(default_factory=Counter)
    proposed: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def count(self, gold: Iterable[Sequence[str]], proposed: Iterable[Sequence[str]]) -> None:
        """Compare the labels of sentences; both sides have the same sentences and tokens."""
        for labels, answer in zip(gold, proposed, strict=True):
            true, told = set(names(labels)), set(names(answer))
            self.gold.update(name.kind for name in true)
            self.proposed.update(name.kind for name in told)
            self.right.update(name.kind for name in true & told)

    def of(self, kind: str) -> Score:
        """The score of one type."""
        return Score(self.gold[kind], self.proposed[kind], self.right[kind])

    @property
    def whole(self) -> Score:
        """The score of all types together (micro average)."""
        return Score(self.gold.total(), self.proposed.total(), self.right.total())

    def per_type(self) -> dict[str, Score]:
        """The scores of all types."""
        return {kind: self.of(kind) for kind in TYPES}

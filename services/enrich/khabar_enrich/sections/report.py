"""How well a model of sections does on articles that it has not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

_WORST: Final = 10


class Line(NamedTuple):
    """One section: right of all that were put there, right of all that belong there, both in one, and how many do."""

    precision: float
    recall: float
    f1: float
    articles: int


class Confusion(NamedTuple):
    """Articles of one section that were put into another."""

    section: str
    put_into: str
    articles: int


@dataclass(frozen=True, slots=True)
class Report:
    """What cross-validation has found.

    ``accuracy`` is over all articles. Above the confidence ``least`` the model is believed: that is a share
    ``decided`` of the articles, of which a share ``right`` is right. ``left_out`` are sections with too few articles.
    """

    articles: int
    accuracy: float
    least: float
    decided: float
    right: float
    sections: Mapping[str, Line]
    confusions: Sequence[Confusion]
    left_out: Mapping[str, int]

    @classmethod
    def of(
        cls,
        sections: Sequence[str],
        chances: NDArray[np.float64],
        labels: NDArray[np.int64],
        least: float,
        left_out: Mapping[str, int],
    ) -> Self:
        """Count what was put where."""
        chosen, sure = chances.argmax(1), chances.max(1).round(3) >= least
        table = np.bincount(labels * len(sections) + chosen, minlength=len(sections) ** 2).reshape(len(sections), -1)
        return cls(
            articles=len(labels),
            accuracy=_share(np.trace(table), len(labels)),
            least=least,
            decided=_share(sure.sum(), len(labels)),
            right=_share((chosen == labels)[sure].sum(), sure.sum()),
            sections={section: _line(table, place) for place, section in enumerate(sections)},
            confusions=_confusions(sections, table),
            left_out=left_out,
        )

    def for_programs(self) -> dict[str, Any]:
        """The report as JSON knows it."""
        lines = {section: line._asdict() for section, line in self.sections.items()}
        return asdict(self) | {"sections": lines, "confusions": [pair._asdict() for pair in self.confusions]}


def _line(table: NDArray[np.int64], place: int) -> Line:
    right, put, wanted = table[place, place], table[:, place].sum(), table[place].sum()
    return Line(_share(right, put), _share(right, wanted), _share(2 * right, put + wanted), int(wanted))


def _confusions(sections: Sequence[str], table: NDArray[np.int64]) -> list[Confusion]:
    pairs = [
        Confusion(section, other, int(table[row, column]))
        for row, section in enumerate(sections)
        for column, other in enumerate(sections)
        if row != column and table[row, column]
    ]
    return sorted(pairs, key=lambda pair: -pair.articles)[:_WORST]


def _share(part: np.integer[Any] | int, whole: np.integer[Any] | int) -> float:
    return round(float(part) / float(whole), 3) if whole else 0.0

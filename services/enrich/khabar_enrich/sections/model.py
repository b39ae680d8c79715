"""The trained model: a weight for every term in every section, in one small file that can be read with the eye.

The file is JSON: ``format``, ``sections``, ``bias``, ``sharpness``, ``least``, ``examples`` and ``terms``, each term
with its rarity and then its weight in each section, in hundredths.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from khabar.errors import ConfigError

FORMAT: Final = "khabar.sections/1"
SCALE: Final = 100
_TELLING: Final = 3
_FEWEST: Final = 3  # of one or two words, each would decide alone


class Guess(NamedTuple):
    """The likeliest section, how sure the model is, and the terms that spoke most for it."""

    section: str
    confidence: float
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """A linear model over weighed terms.

    ``terms`` gives the row of each term; ``rarity`` and ``weights`` are in hundredths. Scores are multiplied by
    ``sharpness`` before they become probabilities, so that a confidence of 0.9 is right nine times in ten. Below
    ``least`` the model is not to be believed. ``examples`` is how many articles of each section it has seen.
    """

    sections: tuple[str, ...]
    terms: Mapping[str, int]
    rarity: NDArray[np.int32]
    weights: NDArray[np.int32]
    bias: tuple[int, ...]
    sharpness: float
    least: float
    examples: tuple[int, ...]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model's file.

        Raises:
            ConfigError: it cannot be read or is no model of this form.
        """
        try:
            return cls._of(json.loads(path.read_text("utf-8")))
        except OSError as error:
            msg = f"section model {path}: cannot be read ({error.strerror}); make it with `khabar train sections`"
            raise ConfigError(msg) from error
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            msg = f"section model {path}: is no model of the form {FORMAT}; make it again with `khabar train sections`"
            raise ConfigError(msg) from error

    @classmethod
    def _of(cls, told: dict[str, Any]) -> Self:
        sections = tuple(map(str, told["sections"]))
        rows = np.array(list(told["terms"].values()), np.int32).reshape(-1, len(sections) + 1)
        model = cls(
            sections=sections,
            terms={term: row for row, term in enumerate(told["terms"])},
            rarity=rows[:, 0],
            weights=rows[:, 1:],
            bias=tuple(map(int, told["bias"])),
            sharpness=float(told["sharpness"]),
            least=float(told["least"]),
            examples=tuple(map(int, told["examples"])),
        )
        if told["format"] != FORMAT or not {len(model.bias), len(model.examples)} == {len(sections)}:
            raise ValueError(told["format"])
        return model

    def packed(self) -> bytes:
        """Return the model as the bytes of its file."""
        rows = np.column_stack([self.rarity, self.weights]).tolist()
        head = {
            "format": FORMAT,
            "sections": self.sections,
            "examples": self.examples,
            "bias": self.bias,
            "sharpness": self.sharpness,
            "least": self.least,
        }
        lines = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}," for name, value in head.items()]
        terms = [f"{json.dumps(term, ensure_ascii=False)}: {row}" for term, row in zip(self.terms, rows, strict=True)]
        return "\n".join(["{", *lines, '"terms": {', ",\n".join(terms), "}}", ""]).encode()

    def guess(self, counts: Mapping[str, int]) -> Guess | None:
        """Return the likeliest section for an article's terms, None where it knows fewer than three of them."""
        known = [(row, count) for term, count in counts.items() if (row := self.terms.get(term)) is not None]
        if len(known) < _FEWEST:
            return None
        rows = np.array([row for row, _ in known])
        shares = unit((1 + np.log([count for _, count in known])) * self.rarity[rows])
        parts = shares[:, None] * self.weights[rows]
        chances = softmax((parts.sum(0) + self.bias) / SCALE * self.sharpness)
        best = int(chances.argmax())
        against = parts[:, best] - parts.mean(1)
        order = np.lexsort((rows, -against))[:_TELLING]
        telling = tuple(self._words[rows[place]] for place in order if against[place] > 0)
        return Guess(self.sections[best], round(float(chances[best]), 3), telling)

    @cached_property
    def _words(self) -> Sequence[str]:
        return tuple(self.terms)


def unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a vector of length one."""
    length = math.sqrt(float((values * values).sum()))
    return values / length if length else values


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores as probabilities, along the last axis."""
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True))

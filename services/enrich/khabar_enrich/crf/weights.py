"""A trained model as it is stored: what each attribute says of each label, and which label follows which."""

import zlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from khabar.errors import ConfigError

FILE: Final = "names.npz"

_BROKEN: Final = (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error)

Floats = npt.NDArray[np.floating]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Weights:
    """What a model weighs.

    Args:
        labels: all of them, the one of words outside names first.
        attributes: all that weigh anything, sorted.
        states: the weight of every attribute (row) for every label (column).
        transitions: the weight of a label (row) before another (column).
    """

    labels: tuple[str, ...]
    attributes: tuple[str, ...]
    states: Floats
    transitions: Floats

    def beginning(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the rest and the row of every attribute that begins like this."""
        row = bisect_left(self.attributes, prefix)
        while row < len(self.attributes) and self.attributes[row].startswith(prefix):
            yield self.attributes[row][len(prefix) :], row
            row += 1

    @classmethod
    def load(cls, folder: Traversable) -> Self:
        """Read the weights from a model's folder.

        Raises:
            ConfigError: there are none, or the file holds something else.
        """
        try:
            with folder.joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as read:
                labels, attributes = (_words(read[name]) for name in ("labels", "attributes"))
                return cls(labels, attributes, read["states"], read["transitions"])
        except _BROKEN as error:
            msg = f"{folder}: {FILE} cannot be read ({error}); make it with khabar train names"
            raise ConfigError(msg) from error

    def store(self, folder: Path) -> None:
        """Write the weights into a folder; the same weights give the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            folder / FILE,
            labels=_letters(self.labels),
            attributes=_letters(self.attributes),
            states=self.states.astype(np.float32),
            transitions=self.transitions.astype(np.float32),
        )


def _letters(words: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _words(letters: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(letters.tobytes().decode().split("\n"))

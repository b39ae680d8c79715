"""Corpora of names: a token and its label a line, parted by a tab or blanks; an empty line ends a sentence."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from khabar.errors import ConfigError
from khabar_enrich.crf.labels import LABELS

_CELLS: Final = 2


class Sentence(NamedTuple):
    """The words of a sentence as written and their labels: ``O``, or ``B-`` or ``I-`` and a type."""

    tokens: tuple[str, ...]
    labels: tuple[str, ...]


def read_corpus(path: Path) -> list[Sentence]:
    """Read all sentences of a file.

    Raises:
        ConfigError: it cannot be read, a line is not of this form (the message names it), or nothing is in it.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read ({error}); give a UTF-8 file with a token, a tab and a label a line"
        raise ConfigError(msg) from error
    read = list(_sentences(path, lines))
    if not read:
        msg = f"{path}: holds no sentence; give a file with a token, a tab and a label a line"
        raise ConfigError(msg)
    return read


def _sentences(path: Path, lines: list[str]) -> Iterator[Sentence]:
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            pairs.append(_pair(path, number, line))
        elif pairs:
            tokens, labels = zip(*pairs, strict=True)
            yield Sentence(tokens, labels)
            pairs = []


def _pair(path: Path, number: int, line: str) -> tuple[str, str]:
    cells = line.split()
    if len(cells) != _CELLS or cells[1] not in LABELS:
        msg = (
            f"{path}, line {number}: {line[:60]!r} is not a token, a tab and one of {', '.join(LABELS)}; mend the line"
        )
        raise ConfigError(msg)
    return cells[0], cells[1]

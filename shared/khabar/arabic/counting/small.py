"""Numbers in words below a thousand: خمسة, اثني عشر, خمسة وعشرون, ثلاث مئة, مئة وخمسة."""

from typing import Final, NamedTuple

from khabar.arabic.counting.row import Row

_LEAST_HUNDREDS: Final = 3
_BELOW_HUNDRED: Final = ("unit", "part", "ten", "tens")


class Small(NamedTuple):
    """A number below a thousand, and the index of the word behind it."""

    after: int
    value: int


def small(row: Row, index: int) -> Small | None:
    """Read the number below a thousand that begins at a word."""
    hundreds = _hundreds(row, index)
    if hundreds is None:
        return _below_hundred(row, index)
    joined = row.next(hundreds.after, *_BELOW_HUNDRED, joined=True)
    rest = _below_hundred(row, hundreds.after) if joined else None
    return Small(rest.after, hundreds.value + rest.value) if rest else hundreds


def _hundreds(row: Row, index: int) -> Small | None:
    atom = row.atom(index)
    if atom is None:
        return None
    if atom.kind in {"hundred", "hundreds"}:
        return Small(index + 1, atom.value)
    if atom.kind == "unit" and atom.value >= _LEAST_HUNDREDS and (hundred := row.next(index + 1, "hundred")):
        return Small(index + 2, atom.value * hundred.value)
    return None


def _below_hundred(row: Row, index: int) -> Small | None:
    atom = row.atom(index)
    if atom is None or atom.kind not in _BELOW_HUNDRED:
        return None
    if atom.kind in {"unit", "part"}:
        more = row.next(index + 1, "ten") or row.next(index + 1, "tens", joined=True)
        if more:
            return Small(index + 2, atom.value + more.value)
    return None if atom.kind == "part" else Small(index + 1, atom.value)

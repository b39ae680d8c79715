"""Whole numbers of any size, in words, digits or both: ثلاثة آلاف ومئتان, 1.5 مليون, 25 ألفا, مليون ونصف المليون."""

from decimal import Decimal
from typing import Final, NamedTuple

from khabar.arabic.counting.numerals import Atom
from khabar.arabic.counting.row import Row
from khabar.arabic.counting.small import small

_FIRST: Final = {"scale": 1, "double": 2, "either": 2}
_BEHIND: Final = ("scale", "either", "plural")
_MANY: Final = ("vague", "plural")


class Counted(NamedTuple):
    """A number and the index of the word behind it; ``value`` is None for many, ``noun`` that of a dual."""

    after: int
    value: Decimal | None
    noun: str = ""


class _Segment(NamedTuple):
    """A part of a number: so many of a scale."""

    after: int
    times: Decimal
    scale: int = 1

    @property
    def total(self) -> Decimal:
        return self.times * self.scale


def counted(row: Row, index: int) -> Counted | None:
    """Read the number that begins at a word; None where none begins, or where an ordinal goes on: الثالث والعشرين."""
    atom = row.atom(index)
    if atom is not None and _belongs_to_ordinal(row, index, atom):
        return None
    if atom is not None and atom.kind == "dual":
        return Counted(index + 1, Decimal(2), atom.noun)
    if atom is not None and atom.kind in _MANY:
        return _many(row, index + 1)
    segment = _segment(row, index)
    if segment is None:
        return None
    total = segment.total
    while (more := _added(row, segment)) is not None:
        total, segment = total + more.total, more
    return Counted(segment.after, total)


def _belongs_to_ordinal(row: Row, index: int, atom: Atom) -> bool:
    before = row.atom(index - 1) if row.follows(index) else None
    return before is not None and before.kind == "ordinal" and atom.kind == ("tens" if atom.joined else "ten")


def _many(row: Row, index: int) -> Counted:
    """Read on behind عشرات or بضعة: عشرات الآلاف, بضعة عشر."""
    while row.next(index, *_MANY, "scale", "ten"):
        index += 1
    return Counted(index, None)


def _added(row: Row, before: _Segment) -> _Segment | None:
    """Read what و adds to whole thousands and more, which is less than one of them."""
    if before.scale == 1 or before.times % 1 or not row.follows(before.after):
        return None
    number = row.digits(before.after) or row.atom(before.after)
    more = _segment(row, before.after) if number and number.joined else None
    return more if more and more.total < before.scale else None


def _segment(row: Row, index: int) -> _Segment | None:
    atom = row.atom(index)
    if atom is not None and atom.kind in _FIRST:
        return _halved(row, _Segment(index + 1, Decimal(_FIRST[atom.kind]), atom.value))
    if atom is not None and atom.kind == "half":
        scale = row.next(index + 1, "scale")
        return _Segment(index + 2, 1 / Decimal(atom.value), scale.value) if scale else None
    if number := row.digits(index):
        scale = row.next(number.after, *_BEHIND)
        return _scaled(row, _Segment(number.after, number.as_decimal if scale else number.value))
    few = small(row, index)
    return _scaled(row, _halved(row, _Segment(few.after, Decimal(few.value)))) if few else None


def _scaled(row: Row, segment: _Segment) -> _Segment:
    """Multiply by the scale that follows: ثلاثة آلاف."""
    scale = row.next(segment.after, *_BEHIND)
    return _halved(row, _Segment(segment.after + 1, segment.times, scale.value)) if scale else segment


def _halved(row: Row, segment: _Segment) -> _Segment:
    """Add a half or a quarter that follows, in which the scale may be said again: مليون ونصف المليون."""
    half = row.next(segment.after, "half", joined=True)
    if half is None:
        return segment
    again = row.next(segment.after + 1, "scale") if segment.scale > 1 else None
    after = segment.after + 1 + (again is not None and again.value == segment.scale)
    return _Segment(after, segment.times + 1 / Decimal(half.value), segment.scale)

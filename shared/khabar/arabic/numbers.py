"""The numbers of a text: ثلاثة آلاف ومئتان, 1.5 مليون, عنصرين, نحو عشرين, عشرات."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from khabar.arabic.counting import Counted, Row, counted, hedges
from khabar.arabic.words import Word, words


class Number(NamedTuple):
    """A number and where it stands: code points of the text, whole words as written, and the indexes of the words.

    ``value`` is None for what only says many (عشرات, بضعة, آلاف). ``approx``, ``at_least`` and ``at_most`` tell what
    the words around it say (نحو, أكثر من, أقل من), which lie outside of its span. For a noun in the ``dual``, ``noun``
    is its folded singular.
    """

    start: int
    end: int
    first: int
    last: int
    value: int | float | None
    approx: bool = False
    at_least: bool = False
    at_most: bool = False
    dual: bool = False
    noun: str = ""


def numbers(text: str, found: Sequence[Word] | None = None) -> Iterator[Number]:
    """Yield the numbers of a text in order; none overlap.

    Dates and times in digits, ordinals and more than 18 digits are none; الاثنين and أحد alone are none.

    Args:
        text: the original text.
        found: its `words`, if the caller has them already.
    """
    row = Row(text, tuple(words(text)) if found is None else found)
    after = 0
    for index in row.candidates():
        read = counted(row, index) if index >= after else None
        if read is not None:
            after = read.after
            yield _number(row, index, read)


def _number(row: Row, first: int, read: Counted) -> Number:
    hedge = hedges(row, first, read.after)
    return Number(
        row.words[first].start,
        row.words[read.after - 1].end,
        first,
        read.after - 1,
        None if read.value is None else _plain(read.value),
        approx=hedge.approx or read.value is None,
        at_least=hedge.at_least,
        at_most=hedge.at_most,
        dual=bool(read.noun),
        noun=read.noun,
    )


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)

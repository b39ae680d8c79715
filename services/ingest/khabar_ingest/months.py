"""The names of months and days as papers from the Gulf to the Maghreb, Iran and the English press write them."""

from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, TypeAlias

from khabar_ingest.text import ascii_digits, fold

Calendar: TypeAlias = Literal["gregorian", "jalali", "hijri"]

_LETTERS = str.maketrans("يىكةئؤ", "ییکهیو")


class Month(NamedTuple):
    """A month of a calendar, January, Farvardin and Muharram being 1."""

    calendar: Calendar
    number: int


def letters(text: str) -> str:
    """Fold a text further than `fold`: ASCII digits, and one shape for letters that Arabs and Persians write unlike."""
    return ascii_digits(fold(text)).translate(_LETTERS)


@cache
def months() -> dict[str, Month]:
    """Return the month of each name; names are as `letters` leaves them."""
    lines = files("khabar_ingest").joinpath("tables/months.tsv").read_text("utf-8").splitlines()[1:]
    found: dict[str, Month] = {}
    for calendar, number, name in (line.split("\t") for line in lines):
        found.setdefault(letters(name), Month(_calendar(calendar), int(number)))
    return found


@cache
def weekdays() -> dict[str, int]:
    """Return the number of each name of a day of the week, Monday being 0; names are as `letters` leaves them."""
    lines = files("khabar_ingest").joinpath("tables/weekdays.tsv").read_text("utf-8").splitlines()[1:]
    return {letters(name): int(number) for number, name in (line.split("\t") for line in lines)}


def _calendar(name: str) -> Calendar:
    return "jalali" if name == "jalali" else "hijri" if name == "hijri" else "gregorian"

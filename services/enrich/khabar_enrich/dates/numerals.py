"""What a number in digits may be in a date: a day, a year, an hour, a count."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from khabar_enrich.dates.vocabulary import Kinds

_DAYS, _MONTHS, _HOURS = 31, 12, 24
_YEARS: Final = range(1000, 2200)
_LIKELY_YEARS: Final = range(1940, 2050)
_HIJRI_YEARS: Final = range(1300, 1500)
_LONGEST_COUNT: Final = 4
_DOTTED: Final = re.compile(r"([01]?\d|2[0-4])[.,٫]([0-5]\d)")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


def number_kinds(form: str, text: str) -> Kinds:
    """Return what a numeral may be; ``form`` is that of the lexer: date, clock, digits or other."""
    if form == "digits":
        return _digits(text) if len(text) <= _LONGEST_COUNT else {}
    if form == "date":
        return {"numeric": text}
    clock = (_CLOCK if form == "clock" else _DOTTED).fullmatch(text)
    return {form if form == "clock" else "dotted": f"{int(clock[1]):02}:{clock[2]}"} if clock else {}


def numerals() -> Iterator[Kinds]:
    """Yield one of every sort of numeral."""
    yield from (_digits(str(number)) for number in range(2300))
    yield from (_digits(f"{number:02}") for number in range(10))
    yield from ({"numeric": ""}, {"clock": ""}, {"dotted": ""})


@lru_cache(4096)
def _digits(text: str) -> Kinds:
    number, long = int(text), len(text) == _LONGEST_COUNT
    ranges = {
        "ordinal": not long and 1 <= number <= _DAYS,
        "month_number": not long and 1 <= number <= _MONTHS,
        "hours": not long and number <= _HOURS,
        "count": number > 0,
        "any_year": long and number in _YEARS,
        "year": long and number in _YEARS and number not in _HIJRI_YEARS,
        "likely_year": long and number in _LIKELY_YEARS,
        "hijri_year": long and number in _HIJRI_YEARS,
    }
    return {kind: str(number) for kind, holds in ranges.items() if holds}

"""The words of dates, from their table, and the pieces of patterns made of them."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from khabar.arabic import fold

START: Final = r"(?:(?<![^\W_])|(?<=(?<![^\W_])[وفبلك]))"
END: Final = r"(?![^\W_])"
YEAR: Final = r"(?:1[5-9]|20|21)\d\d"


@cache
def meanings(kind: str) -> Mapping[str, str]:
    """Return what each folded word of a kind (month, weekday, relation …) stands for."""
    rows = (line.split("\t") for line in _table().splitlines()[1:])
    return {fold(word): value for kind_, value, words in rows if kind_ == kind for word in words.split("|")}


def any_of(kind: str, name: str | None = None) -> str:
    """Return a pattern for any word of a kind, longest first, captured under a name if one is given."""
    alternatives = "|".join(re.escape(word) for word in sorted(meanings(kind), key=len, reverse=True))
    spaced = alternatives.replace(r"\ ", r"\s+")
    return rf"(?P<{name}>{spaced}){END}" if name else rf"(?:{spaced}){END}"


def month(name: str) -> str:
    """Return a pattern for a month, also named twice as in سبتمبر/أيلول."""
    return rf"{any_of('month', name)}(?:\s?[/(]\s?{any_of('month')}\)?)?"


def day(name: str) -> str:
    """Return a pattern for the number of a day: 3, الـ3, ال 3, الثالث."""
    return rf"(?:(?:ال\s?)?(?P<{name}>\d{{1,2}})(?!\d)|{any_of('ordinal', f'{name}_word')})"


def year(name: str) -> str:
    """Return a pattern for a year with the words that announce it."""
    return rf"(?:(?:من\s+)?(?:عام|سنه|العام)\s+)?(?P<{name}>{YEAR})(?!\d)م?{END}"


def meaning(match: re.Match[str], kind: str, name: str) -> str | None:
    """Return what a captured word stands for, or None if it is not there."""
    word = match.groupdict().get(name)
    return None if word is None else meanings(kind)[" ".join(word.split())]


def number(match: re.Match[str], kind: str, name: str) -> int | None:
    """Return the number that a captured word stands for, or None if it is not there."""
    value = meaning(match, kind, name)
    return None if value is None else int(value)


def day_number(match: re.Match[str], name: str) -> int | None:
    """Return the number of a day captured by `day`, from its digits or its word."""
    digits = match.groupdict().get(name)
    return int(digits) if digits else number(match, "ordinal", f"{name}_word")


def _table() -> str:
    return files("khabar_enrich").joinpath("tables", "date-words.tsv").read_text("utf-8")

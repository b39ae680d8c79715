"""Numbers in digits: 1,250 and 1.250 and ١٬٢٥٠ and 3.5, but no dates, times or telephone numbers."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, product
from typing import Final, NamedTuple

from khabar.arabic.words import Word

_FIGURES: Final = frozenset("0123456789")
_LONGEST: Final = 18
_GROUP: Final = 3
_HYPHENS: Final = frozenset("-–")
_NO_NUMBER: Final = frozenset("/:")
_LINKS: Final = frozenset(".,،٬٫") | _HYPHENS | _NO_NUMBER
_DECIMAL: Final = frozenset(".,٫")
_PREFIXES: Final = frozenset(map("".join, product(("", "و", "ف"), ("", "ال", "ب", "ل", "ك", "بال", "كال", "لل"))))
_AND: Final = frozenset({"و", "وال"})
_DIGITS: Final = re.compile(r"([وفبلكا]*+)([0-9]++)([ء-ي]*+)")


class Digits(NamedTuple):
    """A number in digits: its words from ``first`` up to ``after``; ``joined`` where و is written onto it.

    ``as_decimal`` is what it means before a word like مليون, where a full stop parts no thousands: 1.250 مليون.
    """

    first: int
    after: int
    value: Decimal
    as_decimal: Decimal
    joined: bool


def has_digits(word: Word) -> bool:
    """Tell whether there is a digit in a word."""
    return not word.folded.isalpha()


def digits(text: str, words: Sequence[Word], index: int) -> tuple[list[Digits], int]:
    """Read the digits that begin at a word and are written together; return them with the index of the word behind.

    A range (3-5) is two numbers; a date, a time, a name (F16) and more than 18 digits are none.
    """
    after = index + 1
    while after < len(words) and _linked(text, words[after - 1], words[after]):
        after += 1
    links = [text[word.end] for word in words[index : after - 1]]
    hyphens = [at for at, link in enumerate(links, index + 1) if link in _HYPHENS]
    if len(hyphens) > 1 or _NO_NUMBER.intersection(links):
        return [], after
    spans = pairwise([index, *hyphens, after])
    numbers = (_number(words[first:last], links[first - index : last - index - 1], first) for first, last in spans)
    return [number for number in numbers if number is not None], after


def _linked(text: str, word: Word, following: Word) -> bool:
    if following.start != word.end + 1 or text[word.end] not in _LINKS:
        return False
    return word.folded[-1] in _FIGURES and following.folded[0] in _FIGURES


def _number(words: Sequence[Word], links: list[str], first: int) -> Digits | None:
    read = [_DIGITS.fullmatch(word.folded) for word in words]
    matches = [match for match in read if match]
    parts = [match[2] for match in matches]
    if len(matches) < len(words) or sum(map(len, parts)) > _LONGEST or matches[0][1] not in _PREFIXES:
        return None
    value = _value(parts, links, stops_group=True)
    decimal = _value(parts, links, stops_group=False)
    if value is None or decimal is None:
        return None
    return Digits(first, first + len(words), value, decimal, matches[0][1] in _AND)


def _value(parts: list[str], links: list[str], *, stops_group: bool) -> Decimal | None:
    """Put the parts together; None for what is no number: 1.2.2022."""
    if not links:
        return Decimal(parts[0])
    fraction = _has_fraction(parts, links, stops_group=stops_group)
    whole = parts[:-1] if fraction else parts
    grouped = all(len(part) == _GROUP for part in whole[1:]) and len(set(links[: len(whole) - 1])) <= 1
    if not grouped or (len(whole) > 1 and len(whole[0]) > _GROUP):
        return None
    return Decimal("".join(whole) + (f".{parts[-1]}" if fraction else ""))


def _has_fraction(parts: list[str], links: list[str], *, stops_group: bool) -> bool:
    """Tell whether the last part is a fraction: a single comma or full stop before three digits parts thousands."""
    link = links[-1]
    if link not in _DECIMAL:
        return False
    if link == "٫" or len(parts[-1]) != _GROUP:
        return True
    if len(links) > 1:
        return link != links[0]
    return len(parts[0]) > _GROUP or parts[0] == "0" or (link == "." and not stops_group)

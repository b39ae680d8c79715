"""How many people a passage says came to harm: from the word that tells the harm to the people it counts."""

from dataclasses import dataclass
from typing import Final

from khabar.arabic import Number
from khabar_enrich.facts.vocabulary import is_known, meanings, people
from khabar_enrich.line import Line

_ARTICLE: Final = "ال"
REACH: Final = 9
_NEAR: Final = 3
_BACK: Final = 6
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100


@dataclass(frozen=True, slots=True)
class Harm:
    """What happened to how many: the first and the last word that say so, and the first word for the people."""

    kind: str
    number: int | None
    at_least: bool
    first: int
    last: int
    people: int


@dataclass(frozen=True, slots=True)
class Counted:
    """People found in a line: their number, and the words that tell it and them."""

    number: int | None
    at_least: bool
    first: int
    last: int


def word_of(line: Line, at: int) -> str:
    """The folded word without و or ف before a word that is known without it."""
    word = line.folded(at)
    whole = word in people() or is_known(word) or len(word) <= _NEAR
    return word if whole or word[:1] not in {"و", "ف"} else word[1:]


def counted(line: Line, first: int, end: int, *, definite: bool = False, reach: int = REACH) -> Counted | None:
    """Find the people that are counted from a word on, past whoever did it to them.

    Args:
        line: the line.
        first: the word after the one that tells the harm.
        end: the end of the sentence.
        definite: let one definite person or a name of one count (مقتل القيادي).
        reach: how many words to look at.
    """
    while first < end and line.folded(first) in meanings("aside"):
        first += 1
    for at in range(first, min(end, first + reach)):
        if at > first and _turns(line, at):
            return None
        number = line.numbers.get(at)
        if number is not None and not number.dual:
            return _of_number(line, number, at, end)
        if line.folded(at) in meanings("some") and at == first:
            return _some(line, at, end)
        found = people().get(_plain(line, at), -1)
        victims = line.numbers.get(at + 1)
        if found is None and at == first and victims is not None and not victims.dual:
            continue  # whoever did it: قتل مسلحون خمسة جنود
        if found != -1 and (told := _of_people(line, at, first, found, definite=definite)) is not None:
            return told
        if at == first and definite and _is_one(line, at):
            last = line.names[at].last if at in line.names else at
            return Counted(1, at_least=False, first=at, last=last)
    return None


def number_people(line: Line, number: Number, end: int) -> Counted | None:
    """The people that a number counts, None where it counts something else."""
    after = number.last + 1
    word = _bare(line.folded(after)) if after < end and not line.pauses(after) else ""
    text = line.zone.text[number.end : number.end + 2].lstrip()
    share = word == "في" and line.folded(after + 1) in meanings("share")
    if share or number.first in line.dated or text[:1] in {"%", "٪"} or word in meanings("no-people"):
        return None
    if _is_year(line, number) and word not in people():
        return None
    last = number.last
    if (
        after < end
        and (word in people() or _tanwin(line.folded(after)) or _victim(line, after))
        and not line.pauses(after)
    ):
        last = after
    if line.folded(number.first - 1) != "بين" and (begin := _range_begin(line, number)) is not None:
        return Counted(None, at_least=False, first=begin, last=last)
    value = number.value if isinstance(number.value, int) else None
    return Counted(value, number.at_least, number.first, last)


def _range_begin(line: Line, number: Number) -> int | None:
    """The word that begins ما بين 10 آلاف و15 ألفا, None where a number is no end of a range."""
    for index in range(number.first - 1, max(number.first - 1 - _NEAR, 0), -1):
        before = line.numbers.get(index)
        if before is not None:
            return index if before.last == number.first - 1 and line.folded(index - 1) == "بين" else None
    return None


def _is_year(line: Line, number: Number) -> bool:
    written = line.zone.text[number.start : number.end]
    return written.isdigit() and isinstance(number.value, int) and _FIRST_YEAR <= number.value < _LAST_YEAR


def denied(line: Line, at: int, begin: int) -> bool:
    """Tell whether a passage says that the harm did not happen, or only might."""
    for index in range(at - 1, max(begin - 1, at - 1 - _BACK), -1):
        word = line.folded(index)
        if word in meanings("not") and line.folded(index + 1) not in meanings("no-less"):
            return True
        if index >= at - 1 and (word in meanings("never") or word[1:] in meanings("never")):
            return True
        if line.pauses(index):
            return False
    return False


def _of_number(line: Line, number: Number, at: int, end: int) -> Counted | None:
    found = number_people(line, number, end)
    return None if found is None else Counted(found.number, found.at_least, at, found.last)


def _of_people(line: Line, at: int, first: int, found: int | None, *, definite: bool) -> Counted | None:
    """People without a number: only what is spoken of at once is the object of the harm."""
    if line.folded(at).startswith(_ARTICLE) and not (definite and found == 1 and at == first):
        return None
    if (members := _members(line, at)) is not None:
        return members
    after = line.numbers.get(at + 1)
    if after is not None and after.value in {1, 2} and after.value == found:
        return Counted(found, at_least=False, first=at, last=after.last)
    if at == first or (found is None and at < first + _NEAR):
        return Counted(found, at_least=False, first=at, last=at)
    return None


def _members(line: Line, at: int) -> Counted | None:
    """The members of a family that is counted: عائلة من أربعة أفراد, أسرة مكونة من خمسة أشخاص."""
    if line.folded(at) not in meanings("family"):
        return None
    numbers = (line.numbers[index] for index in range(at + 2, at + 2 + _NEAR) if index in line.numbers)
    number = next((number for number in numbers if line.folded(number.first - 1) == "من"), None)
    if number is None or not isinstance(number.value, int):
        return None
    return Counted(number.value, number.at_least, at, min(number.last + 1, len(line.words) - 1))


def _some(line: Line, at: int, end: int) -> Counted:
    """عدد من الجنود: people without a figure."""
    last = at + 2 if at + 2 < end and line.folded(at + 1) == "من" else at
    return Counted(None, at_least=False, first=at, last=last)


def _is_one(line: Line, at: int) -> bool:
    name = line.names.get(at)
    if name is not None:
        return name.entity.type == "person"
    return False


def _turns(line: Line, at: int) -> bool:
    word = word_of(line, at)
    known = word in meanings("happens") or word in meanings("event") or word in meanings("met")
    return known and at not in line.numbers


def _tanwin(word: str) -> bool:
    return word.endswith("ا") and len(word) > _NEAR and not word.startswith(_ARTICLE)


def _victim(line: Line, at: int) -> bool:
    return _bare(line.folded(at)) in meanings("victims")


def _plain(line: Line, at: int) -> str:
    return _bare(line.folded(at))


def _bare(word: str) -> str:
    return word.removeprefix(_ARTICLE)

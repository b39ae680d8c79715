"""Who came to harm, where and when, as far as the passage itself says so."""

from bisect import bisect_left
from typing import Final

from khabar.models import DateMention
from khabar_enrich.attribution.vocabulary import of_kind, verb
from khabar_enrich.facts.harm import Harm
from khabar_enrich.facts.vocabulary import meanings
from khabar_enrich.line import Line, Named

_MOST: Final = 10
_FAR: Final = 60
_OF: Final = "من"
_ADJECTIVE: Final = ("ي", "يه", "يين", "يون", "يات")


def who(line: Line, harm: Harm) -> str | None:
    """The people as they are written, without their number, together with those whom they belong to."""
    number = line.numbers.get(harm.people)
    first = harm.people if number is None or number.dual else number.last + 1
    end = min(line.sentence(harm.first)[1], first + _MOST)
    last = first - 1
    while last + 1 < end and not (last + 1 > first and _ends(line, last + 1)):
        name = line.names.get(last + 1)
        last = min(name.last, end - 1) if name is not None else last + 1
    if last < first or line.pauses(first) or _ends(line, first):
        return None
    return line.mention(first, last).text


def when(line: Line, harm: Harm) -> str | None:
    """The date nearest to the passage in its sentence, those after it first."""
    begin, end = _near(line, harm)
    start, stop = line.span(begin, end - 1)
    at = bisect_left(line.dates, line.words[harm.last].end, key=_begins)
    if at < len(line.dates) and line.dates[at].start < stop:
        return line.dates[at].value
    return line.dates[at - 1].value if at > 0 and line.dates[at - 1].start >= start else None


def where(line: Line, harm: Harm) -> str | None:
    """The place nearest to the passage in its sentence, those after it first."""
    begin, end = _near(line, harm)
    around = (*range(harm.last + 1, end), *range(harm.last, begin - 1, -1))
    names = (line.names[at] for at in around if at in line.names)
    chosen = next((name for name in names if name.entity.type == "place" and not _describes(line, name)), None)
    if chosen is None:
        return None
    return chosen.entity.name if chosen.entity.id is not None else chosen.mention.text


def _describes(line: Line, name: Named) -> bool:
    """Tell whether an unknown place of one word may be an adjective: ``دورية روسية``."""
    return name.entity.id is None and name.first == name.last and line.folded(name.first).endswith(_ADJECTIVE)


def _near(line: Line, harm: Harm) -> tuple[int, int]:
    """The words of the sentence that are not too far from the passage to belong to it."""
    begin, end = line.sentence(harm.first)
    return max(begin, harm.first - _FAR), max(min(end, harm.last + _FAR), harm.last + 1)


def _begins(date: DateMention) -> int:
    return date.start


def _ends(line: Line, at: int) -> bool:
    word = line.folded(at)
    if word == _OF:
        return at + 1 in line.dated
    if line.pauses(at) or at in line.dated or word in of_kind("stop") or word in of_kind("adverb"):
        return True
    if word[:1] in {"ب", "و"} and at not in line.names:
        return True
    return at not in line.names and (verb(word) is not None or word in meanings("their-death"))

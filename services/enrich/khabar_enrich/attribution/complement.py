"""What follows a verb and its source: whom it spoke to, and the word or mark that opens what is said."""

from typing import Final, NamedTuple

from khabar_enrich.attribution.kinds import is_outlet_head
from khabar_enrich.attribution.phrase import quoted_name
from khabar_enrich.attribution.vocabulary import Verb, of_kind, verb
from khabar_enrich.line import CLOSING, Line

_REACH: Final = 14
_NAME: Final = 6
_COLON: Final = ":"
_LAM: Final = "ل"
_BA: Final = "ب"
_SHORT: Final = 3


class Complement(NamedTuple):
    """Where what is said begins; ``marked`` where أن, a colon, a quote or the verb's preposition opens it."""

    first: int
    marked: bool
    quote: bool
    outlet: str | None


def complement(line: Line, first: int, end: int, saying: Verb) -> Complement:
    """Read on from the word after a source to what it says; without a mark that is what follows the outlet."""
    at, outlet, plain = first, None, None
    while at < min(end, first + _REACH):
        if line.opens(at) and (beyond := _aside(line, at, first, end)) is not None:
            at = beyond
            continue
        if _COLON in line.gaps[at] or line.opens(at):
            return Complement(at, marked=True, quote=line.opens(at), outlet=outlet)
        word = line.folded(at)
        if word in of_kind("clause") and line.folded(at - 1) not in of_kind("not-said"):
            begin = at + 1 if word in {"ان", "بان"} else at
            return Complement(min(begin, end - 1), marked=True, quote=_opens(line, begin, end), outlet=outlet)
        if _opened_by(word, saying) and line.folded(at + 1) not in of_kind("clause"):
            return Complement(at, marked=True, quote=False, outlet=outlet)
        told = outlet_at(line, at, end, close=at == first)
        if told is not None:
            outlet, at = told
            continue
        if (found := verb(word)) is not None and not found[0].double and word not in of_kind("adverb"):
            break
        plain = at if plain is None and word not in of_kind("adverb") and at not in line.dated else plain
        at += 1
    return Complement(plain if plain is not None else at, marked=False, quote=False, outlet=outlet)


def _opened_by(word: str, saying: Verb) -> bool:
    """Tell whether a word is the preposition that opens what a verb says, or has ب written onto it: اتهمه بقتل."""
    return word in saying.prepositions or (word.startswith(_BA) and _BA in saying.prepositions and len(word) > _SHORT)


def _opens(line: Line, at: int, end: int) -> bool:
    return at < end and line.opens(at)


def _aside(line: Line, at: int, first: int, end: int) -> int | None:
    """The word after a quotation that is but a name or an aside, because أن follows it."""
    for index in range(at + 1, min(end, at + _NAME)):
        if not CLOSING.isdisjoint(line.gaps[index]):
            return index if line.folded(index) in of_kind("clause") and at >= first else None
    return None


def outlet_at(line: Line, at: int, end: int, *, close: bool = True) -> tuple[str, int] | None:
    """The medium named from a word on and the word after it: لوكالة رويترز, في بيان نشرته وكالة أعماق, مع قناة الجديد.

    Args:
        line: the line.
        at: the word with ل, إلى or مع, or one that tells who published.
        end: the end of the sentence.
        close: whether the source stands right before it; further on only the name of a medium counts.
    """
    word = line.folded(at)
    if word == "في" and line.folded(at + 1) in of_kind("channel"):
        return None
    if word == _LAM:
        return _name(line, at + 1, end, cut=False)
    if word.startswith(_LAM) and word not in of_kind("lam-words") and (is_outlet_head(word) or close):
        told = _name(line, at, end, cut=True) if is_outlet_head(word) or _speaks_to(line, at) else None
        sure = told is not None and (is_outlet_head(word) or _is_over(line, told[1], end))
        return told if sure else None
    before = line.folded(at - 1)
    if (
        at + 1 < end
        and word in of_kind("to-outlet")
        and before in of_kind("channel")
        and (line.opens(at + 1) or is_outlet_head(line.folded(at + 1)))
    ):
        return _name(line, at + 1, end, cut=False)
    if word in of_kind("published"):
        return _name(line, at + 1, end, cut=False)
    return None


def _speaks_to(line: Line, at: int) -> bool:
    return at in line.names or line.folded(at - 1) not in of_kind("lam-stays")


def _is_over(line: Line, at: int, end: int) -> bool:
    return at >= end or line.pauses(at) or line.opens(at) or line.folded(at) in of_kind("clause") or at in line.dated


def _name(line: Line, at: int, end: int, *, cut: bool) -> tuple[str, int] | None:
    """Read a name of a few words; a quotation around it ends it."""
    last = at
    while last < min(end, at + _NAME):
        opens = line.opens(last) and not quoted_name(line, last)
        closes = not CLOSING.isdisjoint(line.gaps[last]) and not line.opens(last)
        if last > at and (opens or closes or line.pauses(last) or _ends(line, last)):
            break
        last += 1
    if last == at or at >= end:
        return None
    name = line.names.get(at)
    if name is not None and name.entity.id is not None and name.last >= last - 1:
        return name.entity.name, max(last, name.last + 1)
    return _without_lam(line.mention(at, last - 1).text) if cut else line.mention(at, last - 1).text, last


def _ends(line: Line, at: int) -> bool:
    word = line.folded(at)
    known = word in of_kind("clause") or word in of_kind("stop") or word in of_kind("adverb") or at in line.dated
    return known or verb(word) is not None


def _without_lam(text: str) -> str:
    return "ال" + text[2:] if text.startswith("لل") else text.removeprefix(_LAM)

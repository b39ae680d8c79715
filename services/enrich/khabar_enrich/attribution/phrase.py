"""The noun phrase that names a source: where it begins is known, where it ends is read from the words.

An indefinite word after a definite one is either a name in apposition (وزير الصحة نذير عبيدات) or no longer the source
(أكد الوزير أهمية الحوار): it is kept where the words that follow show that the source ends there.
"""

from dataclasses import dataclass
from typing import Final

from khabar_enrich.attribution.kinds import head_kinds, is_outlet_head
from khabar_enrich.attribution.vocabulary import of_kind, verb
from khabar_enrich.line import CLOSING, Line

_MOST: Final = 14
_QUOTED: Final = 4
_APPOSITION: Final = 5
_ARTICLE: Final = "ال"
_LAM: Final = "ل"
_TANWIN: Final = "ا"
_ADJECTIVES: Final = ("ي", "يه", "يين", "يون")
_BA_ARTICLE: Final = ("بال", "كال")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a source, and what ended it: ``outlet``, ``clause``, ``channel``, ``pause``, ``stop`` or ``end``."""

    first: int
    last: int
    ended: str
    bare: int | None = None

    @property
    def after(self) -> int:
        """The word after the phrase."""
        return self.last + 1

    def settled(self, *, borne_out: bool) -> "Phrase":
        """Drop what stands in doubt, unless the words that follow bear out that it is a name."""
        if self.bare is None or self.bare == self.first:
            return self
        if borne_out and (self.ended == "clause" or self.last - self.bare < _APPOSITION):
            return self
        return Phrase(self.first, self.bare - 1, "stop")


def phrase(line: Line, first: int, end: int) -> Phrase | None:
    """Read a source from a word on; None where no source can begin there."""
    if (
        first >= end
        or line.folded(first) in of_kind("scripture")
        or _is_stop(line, first)
        or line.folded(first).startswith(_BA_ARTICLE)
    ):
        return None
    kinds = head_kinds(line, first)
    at, bare, definite, ended = first, None, False, "end"
    named: set[int] = set()
    while at < min(end, first + _MOST):
        if at > first and (ended := _ending(line, first, at, kinds)):
            break
        ended = "end"
        name = line.names.get(at)
        word = line.folded(at)
        if name is None and at - 1 in named and _is_accusative(line, at):
            ended = "stop"
            break
        if name is not None:
            named.update(range(at, name.last + 1))
        if name is None and definite and bare is None and not _goes_on(line, at):
            bare = at
        definite = definite or word.startswith(_ARTICLE)
        at = min(name.last + 1, end) if name is not None else at + 1
    return Phrase(first, at - 1, ended, bare)


def _is_accusative(line: Line, at: int) -> bool:
    """Tell whether a word after a name is what was said, no more of the name: أعلن الوزير كمال حسن خططا."""
    return line.folded(at).endswith(_TANWIN) and not head_kinds(line, at)


def _goes_on(line: Line, at: int) -> bool:
    """Tell whether a word continues a definite phrase: another definite one, or one with a preposition in it."""
    word = line.folded(at)
    known = of_kind("sits-in") | of_kind("by-name")
    return (
        word.startswith((_ARTICLE, "لل", "وال")) or word in known or line.folded(at - 1) in known or _is_title(line, at)
    )


def _is_title(line: Line, at: int) -> bool:
    return bool(head_kinds(line, at) & {"person", "organisation", "agency"})


def _ending(line: Line, first: int, at: int, kinds: frozenset[str]) -> str:
    """What ends a source before a word, the empty string where it goes on."""
    word = line.folded(at)
    if line.pauses(at):
        return "pause"
    if word in of_kind("clause") or (line.opens(at) and not quoted_name(line, at)):
        return "clause"
    if word in of_kind("sits-in") and _sits_in(line, first, at, kinds):
        return ""
    if _is_outlet(line, at, kinds):
        return "outlet"
    if word == "في" and line.folded(at + 1) in of_kind("channel"):
        return "channel"
    ends = _is_object(line, first, at, kinds) or _is_stop(line, at) or _coordinates_else(line, at)
    return "stop" if ends else ""


def _is_stop(line: Line, at: int) -> bool:
    word = line.folded(at)
    if line.words[at].text == "علي" and line.folded(at + 1) not in of_kind("clause"):
        return False  # the name, not the preposition
    if at in line.dated or word in of_kind("stop") or word in of_kind("adverb") or word in of_kind("clause"):
        return True
    found = verb(word)
    return found is not None and at not in line.names and not found[0].double


def _sits_in(line: Line, first: int, at: int, kinds: frozenset[str]) -> bool:
    """Tell whether في and its like go on with the source: مصدر في الشرطة, وزارة الصحة في غزة."""
    after = line.folded(at + 1)
    if at + 1 in line.dated or after in of_kind("channel") or line.folded(at - 1) in of_kind("sits-in"):
        return False
    name = line.names.get(at + 1)
    if name is not None and "organisation" in kinds:
        return name.entity.type == "place" and line.folded(at) == "في"
    if not kinds & {"unnamed", "unnamed-one"}:
        return False
    seen = (line.folded(index) for index in range(first, at))
    return not any(word in of_kind("sits-in") for word in seen) and bool(after)


def _is_outlet(line: Line, at: int, kinds: frozenset[str]) -> bool:
    """Tell whether a word with ل opens whom the source spoke to, not a part of its own name."""
    word = line.folded(at)
    if not word.startswith(_LAM) or word in of_kind("lam-words"):
        return False
    if word == _LAM or is_outlet_head(word[1:]) or (word.startswith("لل") and is_outlet_head(word[2:])):
        return True
    name = line.names.get(at)
    if name is not None and name.entity.name.startswith(_LAM):
        return False
    if word.startswith("لل") and name is None and not kinds & {"unnamed", "unnamed-one"}:
        return False
    if "organisation" in kinds or "statement" in kinds or line.folded(at - 1) in of_kind("lam-stays"):
        return False
    return not any(word.startswith(known) for known in of_kind("lam-words"))


def _is_object(line: Line, first: int, at: int, kinds: frozenset[str]) -> bool:
    """Tell whether a definite word after an indefinite noun and its adjective is no part of them: مسؤول محلي الخبر."""
    definite = line.folded(first).startswith(_ARTICLE) or line.folded(first + 1).startswith(_ARTICLE)
    if "unnamed-one" not in kinds or at < first + 2 or at in line.names or definite:
        return False
    adjective = line.folded(first + 1).endswith(_ADJECTIVES) or line.folded(first + 1) in of_kind("unnamed-is")
    inside = any(line.folded(index) in of_kind("sits-in") for index in range(first, at))
    return adjective and not inside and line.folded(at).startswith(_ARTICLE)


def quoted_name(line: Line, at: int) -> bool:
    """Tell whether a quotation holds but a name, as in شركة "ميتا": short, and after a word that wants a name."""
    if not head_kinds(line, at - 1) & {"organisation", "agency"}:
        return False
    until = min(at + 1 + _QUOTED, len(line.words))
    return any(not CLOSING.isdisjoint(line.gaps[index]) for index in range(at + 1, until))


def _coordinates_else(line: Line, at: int) -> bool:
    """Tell whether و joins something that is no part of the source: طبية وعسكرية is, a verb is not."""
    word = line.folded(at)
    if not word.startswith("و") or at in line.names or head_kinds(line, at):
        return False
    rest = word[1:]
    if word.startswith("وال"):
        return False
    before = line.folded(at - 1)
    return not (rest and before and rest[-1] == before[-1] and rest[-1] in "هين" and line.words[at].text != "و")

"""What kind of source a phrase names, and whether it has a name."""

from typing import Final

from khabar_enrich.attribution.vocabulary import of_kind
from khabar_enrich.line import Line, Named
from khabar_enrich.remembered import Remembered

_ARTICLE: Final = "ال"
_LAM: Final = "ل"
_TANWIN: Final = "ا"
_KINDS: Final = ("unnamed", "unnamed-one", "agency", "statement", "organisation", "person")
_OF_ENTITY: Final = {
    "person": "person",
    "organisation": "organisation",
    "place": "organisation",
    "event": "organisation",
}
_PLURALS: Final = ("ون", "يين")


def head_kinds(line: Line, at: int) -> frozenset[str]:
    """The kinds that the word by itself may head."""
    return _KINDS_OF[line.folded(at)]


def is_outlet_head(folded_word: str) -> bool:
    """Tell whether a word begins the name of a medium: وكالة, صحيفة, رويترز."""
    return _OUTLETS[folded_word]


def _is_outlet_head(folded_word: str) -> bool:
    return any(form in of_kind("agency") for form in (folded_word, *_without_article(folded_word)))


def _kinds(word: str) -> frozenset[str]:
    forms = (word, *_without_article(word), *_without_tanwin(word))
    return frozenset(kind for kind in _KINDS if any(form in of_kind(kind) for form in forms))


def kind_of(line: Line, first: int, last: int) -> str:
    """Tell what a source is: person, organisation, agency, anonymous or statement."""
    first = min(_past_number(line, first), last)
    kinds = head_kinds(line, first)
    if "unnamed" in kinds or ("unnamed-one" in kinds and _is_anyone(line, first, last)):
        return "anonymous"
    if "agency" in kinds and line.folded(first + 1) not in of_kind("not-agency"):
        return "agency"
    known = "person" if _is_person(line.names.get(first)) else None
    headed = (kind for kind in ("statement", "person", "organisation") if kind in kinds)
    return known or next(headed, None) or _by_its_looks(line, first)


def _by_its_looks(line: Line, first: int) -> str:
    """The kind of a source whose first word is in no table: that of its name, or a group for a plural (الحوثيون)."""
    name, word = line.names.get(first), line.folded(first)
    if name is not None:
        return _OF_ENTITY.get(name.entity.type, "organisation")
    return "organisation" if word.startswith(_ARTICLE) and word.endswith(_PLURALS) else "person"


def has_name(line: Line, first: int, last: int, kind: str) -> bool:
    """Tell whether a source that is not anonymous is told by name: a person by their own, not by an office alone."""
    if kind in {"organisation", "agency"}:
        return True
    inside = [name for index in range(first, last + 1) if (name := line.names.get(index)) is not None]
    if kind == "person":
        return any(name.entity.type == "person" for name in inside) or _looks_named(line, first, last)
    return any(name.entity.type == "organisation" for name in inside)


def _is_anyone(line: Line, first: int, last: int) -> bool:
    """Tell whether a person is spoken of without article, office and name: مسؤول أميركي, ضابط في الجيش."""
    word, after = line.folded(first), line.folded(first + 1)
    if word.startswith(_ARTICLE) or any(_is_person(line.names.get(index)) for index in range(first, last + 1)):
        return False
    if first == last or after in of_kind("sits-in"):
        return True
    return not after.startswith(_ARTICLE) and first + 1 not in line.names and not head_kinds(line, first + 1)


def _looks_named(line: Line, first: int, last: int) -> bool:
    """Tell whether a phrase begins with a name, or a definite title is followed by a word without article."""
    if not head_kinds(line, first):
        return True
    definite = False
    for index in range(first, last + 1):
        word = line.folded(index)
        if definite and not word.startswith((_ARTICLE, "لل", "و")) and _bears_a_name(line, index):
            return True
        definite = definite or word.startswith(_ARTICLE)
    return False


def _bears_a_name(line: Line, index: int) -> bool:
    known = of_kind("sits-in") | of_kind("by-name")
    return line.folded(index) not in known and line.folded(index - 1) not in known and not head_kinds(line, index)


def _is_person(name: Named | None) -> bool:
    return name is not None and name.entity.type == "person"


def _past_number(line: Line, first: int) -> int:
    """The word after a number that a source begins with: ثلاثة مسؤولين."""
    number = line.numbers.get(first)
    return first if number is None or number.dual else number.last + 1


def _without_tanwin(word: str) -> tuple[str, ...]:
    """The nominative of an indefinite accusative: غير أن مصدرا أكد."""
    return (word[:-1],) if word.endswith(_TANWIN) and not word.startswith(_ARTICLE) else ()


def _without_article(word: str) -> tuple[str, ...]:
    if word.startswith(_ARTICLE):
        return (word[2:],)
    if word.startswith(_LAM + _LAM):
        return _ARTICLE + word[2:], word[2:]
    return (word[1:],) if word.startswith(_LAM) and word not in of_kind("lam-words") else ()


_KINDS_OF: Final = Remembered(_kinds)
_OUTLETS: Final = Remembered(_is_outlet_head)

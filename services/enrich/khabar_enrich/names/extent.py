"""How far the name of a place or body goes after the word that tells its kind."""

from typing import Final

from khabar_enrich.names.persons import person
from khabar_enrich.names.reading import ARTICLE, Reading
from khabar_enrich.names.vocabulary import Head

_MOST: Final = 6
_QUOTED: Final = 5
_SEAT: Final = "seat"  # a body that is called after the place where it is: جامعة دمشق
_OFFICIAL: Final = 2
_SHORT: Final = 3
_PREFIXES: Final = frozenset("تينو")
_ENDINGS: Final = frozenset("هتياى")
_CHAIN: Final = 4
_FOR: Final = "ل"
_AND: Final = "و"
_ADJECTIVE: Final = ("ي", "يه")
_PLURALS: Final = ("ين", "ون", "ات")
_ORDINARY: Final = ("ه", "ات", "ي", "ون")


def place_end(reading: Reading, index: int, head: Head) -> int | None:
    """Return the last word of a place whose name would begin at a word that no table knows."""
    if not reading.joined(index) or reading.folded(index) in head.stops:
        return None
    eponym = reading.folded(index) in reading.vocabulary.words["eponym"]
    if (head.follows != "known" or eponym) and (named := _called_after(reading, index)) is not None:
        return _adjectives(reading, with_sides(reading, named))
    if reading.ends(index):
        return None
    word, whole = reading.folded(index), with_sides(reading, index)
    proper = whole > index or not word.endswith(_PLURALS) or word in reading.vocabulary.words["article"]
    if head.follows in {"definite", "any"} and reading.definite(index) and proper:
        return whole
    if head.follows == "any" and not word.startswith(ARTICLE):
        return _proper(reading, index)
    return None


def with_sides(reading: Reading, last: int) -> int:
    """Take in what tells one side or kind of a place from others: ``الشرقي``, ``النفطي``."""
    listed = reading.vocabulary.words
    for _ in range(2):
        if reading.joined(last + 1) and reading.folded(last + 1) in listed["side"] | listed["built"]:
            last += 1
    return last


def body_end(reading: Reading, index: int, head: Head) -> int | None:
    """Return the last word of a body whose name would begin at a word that no table knows."""
    if reading.quoted(index):
        return reading.closing(index, _QUOTED)
    if head.follows == "quoted" or not reading.joined(index) or reading.folded(index) in head.stops:
        return None
    if head.follows == "official":
        return _official(reading, index)
    if (named := _called_after(reading, index)) is not None:
        return _adjectives(reading, named)
    if reading.definite(index):
        return _adjectives(reading, index)
    called = head.kind == _SEAT and (reading.place(index) or (head.follows == "any" and _foreign(reading, index)))
    return index if called else None


def _called_after(reading: Reading, index: int) -> int | None:
    """The last word of a person's name that a place or body is called after: ``جامعة الملك خالد``."""
    if reading.folded(index) not in reading.vocabulary.words["eponym"] or not reading.joined(index + 1):
        return person(reading, index, titled=True)
    whole = person(reading, index + 1, titled=True)
    word, vocabulary = reading.folded(index + 1), reading.vocabulary
    alone = index + 1 if word in vocabulary.first and word not in vocabulary.words["particle"] else None
    return whole if whole is not None else alone


def _proper(reading: Reading, index: int) -> int | None:
    """An indefinite word after a head is a name if it has not the ending of an adjective: ``قرية صغيرة`` has.

    Whatever its ending, it is a name where a definite adjective agrees with it: ``حقل كصيبة النفطي``.
    """
    last = index
    while reading.folded(last) in reading.vocabulary.words["compound"] and reading.joined(last + 1):
        last += 1
    word, whole = reading.folded(last), with_sides(reading, last)
    ordinary = len(word) < _SHORT or word.endswith(_ORDINARY) or not word.isalpha()
    if reading.ends(last) or (last == whole == index and ordinary):
        return None
    return whole


def _foreign(reading: Reading, index: int) -> bool:
    """Tell whether an indefinite word has the shape of a foreign place, and no verb's: ``جامعة ليدن``."""
    word = reading.folded(index)
    shaped = len(word) > _SHORT and word.isalpha() and word[0] not in _PREFIXES and word[-1] not in _ENDINGS
    return shaped and not reading.ends(index)


def _official(reading: Reading, index: int) -> int | None:
    listed = reading.vocabulary.words
    last = _adjectives(reading, index)
    national = reading.folded(last) in listed["nisba"]
    if not reading.definite(index) or (reading.folded(index) not in listed["official"] and not national):
        return None
    return last if last - index + 1 >= _OFFICIAL else None


def _purpose(reading: Reading, index: int) -> int | None:
    """The last word of what a body is for: ``لنقل وتوزيع الكهرباء``."""
    listed, word = reading.vocabulary.words["purpose"], reading.folded(index)
    if not word.startswith(_FOR) or word[len(_FOR) :] not in listed:
        return None
    for last in range(index + 1, index + 1 + _CHAIN):
        if not reading.joined(last):
            return None
        if reading.definite(last):
            return last
        if reading.folded(last).removeprefix(_AND) not in listed:
            return None
    return None


def _adjectives(reading: Reading, last: int) -> int:
    """Go on over adjectives, what a body is for (``للإحصاء``), what is joined by ``وال``, and its seat (``بصفاقس``)."""
    official = reading.vocabulary.words["official"]
    for _ in range(_MOST):
        word = reading.folded(last + 1)
        if not reading.joined(last + 1) or reading.ends(last + 1):
            break
        if reading.folded(last) in official and (purpose := _purpose(reading, last + 1)) is not None:
            last = purpose
            continue
        adjective = reading.definite(last + 1) and (word.endswith(_ADJECTIVE) or word in official)
        meant_for = word.startswith(("لل", "وال")) and len(word) > _SHORT + 1 and not reading.begins(last + 1)
        if not adjective and not meant_for and not reading.place(last + 1, clitic="ب"):
            break
        last += 1
    return last

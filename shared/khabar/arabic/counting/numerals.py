"""The words that tell numbers, from their tables: what each folded word means, with its clitics and without."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final, NamedTuple

from khabar.arabic.folding import fold

_CONJUNCTIONS: Final = ("", "و", "ف")
_OTHERS: Final = ("", "ال", "ب", "ل", "ك", "بال", "كال", "لل")
_AND: Final = frozenset({"و", "وال"})
_HEDGES: Final = frozenset({"about", "least", "most"})
_AFTER: Final = "after "
_AS_SPELLED: Final = "!"
_TOLD_APART: Final = "ئة"  # عدة "several" and عده "his number" fold to the same
_TA_MARBUTA: Final = "ه"


class Atom(NamedTuple):
    """What a single word adds to a number.

    ``kind`` is a kind of the table, ``dual`` for a noun in the dual. ``joined`` says that the word has و before it.
    ``spelled`` is the letter that the word must show as written, where its folded form is also another word.
    """

    kind: str
    value: int
    joined: bool
    noun: str = ""
    spelled: str = ""


@cache
def atoms() -> Mapping[str, Atom]:
    """Return every folded word that tells a number, or a part of one, with what may be written onto it."""
    found: dict[str, Atom] = {}
    plain = [*_duals(), *_numerals()]
    for prefix in map("".join, product(_CONJUNCTIONS, _OTHERS)):
        found |= {prefix + word: atom._replace(joined=prefix in _AND) for word, atom in plain if prefix}
    found |= dict(plain)  # واحد is no و before أحد
    for kind, _, words in _rows():
        for word in words if kind == "never" else ():
            found.pop(fold(word), None)
    return found


class Phrases(NamedTuple):
    """What is said of a number: the kind of each phrase before one and behind one, and by which words to tell them.

    ``last`` are the last words of the phrases before a number, ``first`` the first of those behind.
    """

    before: Mapping[str, str]
    behind: Mapping[str, str]
    last: frozenset[str]
    first: frozenset[str]


@cache
def phrases() -> Phrases:
    """Return the phrases that say of a number that it is about right, a lower or an upper bound."""
    before = {fold(word): kind for kind, _, words in _rows() if kind in _HEDGES for word in words}
    behind = {
        fold(word): kind[len(_AFTER) :] for kind, _, words in _rows() if kind.startswith(_AFTER) for word in words
    }
    last, first = (phrase.split()[-1] for phrase in before), (phrase.split()[0] for phrase in behind)
    return Phrases(before, behind, frozenset(last), frozenset(first))


def _numerals() -> Iterator[tuple[str, Atom]]:
    for kind, value, words in _rows():
        if kind not in {*_HEDGES, "never"} and not kind.startswith(_AFTER):
            for word in words:
                spelled = next(filter(word.__contains__, _TOLD_APART), "") if word.endswith(_AS_SPELLED) else ""
                yield fold(word.rstrip(_AS_SPELLED)), Atom(kind, int(value), joined=False, spelled=spelled)


def _duals() -> Iterator[tuple[str, Atom]]:
    for line in _lines("duals.tsv"):
        endings, nouns = line.split("\t")
        for noun, ending in product(map(fold, nouns.split("|")), endings.split("|")):
            base = noun[:-1] + "ت" if noun.endswith(_TA_MARBUTA) else noun
            yield base + ending, Atom("dual", 2, joined=False, noun=noun)


def _rows() -> Iterator[tuple[str, str, list[str]]]:
    for line in _lines("numbers.tsv")[1:]:
        kind, value, words = line.split("\t")
        yield kind, value, words.split("|")


def _lines(name: str) -> list[str]:
    return files("khabar.arabic").joinpath("tables", name).read_text("utf-8").splitlines()

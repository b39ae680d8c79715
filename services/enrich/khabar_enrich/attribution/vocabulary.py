"""The words of attribution, from their tables, folded."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

from khabar.arabic import fold
from khabar_enrich.attribution import inflection
from khabar_enrich.remembered import Remembered

Needs = Literal["any", "clause", "speaks"]
_DOUBLE: Final = "?"
_NONE: Final = "-"
_CONJUNCTIONS: Final = ("و", "ف")


class Verb(NamedTuple):
    """A form of a verb of saying.

    Args:
        needs: ``any`` complement makes an attribution, or a ``clause`` (أن, a colon, a quote, or one of its
            ``prepositions``); one that ``speaks`` only tells who is speaking.
        double: the same letters are another word, too (بين): it counts at the head of a clause alone.
        has_object: what is said came before (أعلنته).
        participle: whoever says it has been named before (مضيفا).
    """

    needs: Needs
    prepositions: frozenset[str]
    double: bool = False
    has_object: bool = False
    participle: bool = False
    present: bool = False


def verb(folded_word: str) -> tuple[Verb, bool] | None:
    """The verb that a word is, and whether a conjunction is written onto it."""
    return _VERBS[folded_word]


def _verb(folded_word: str) -> tuple[Verb, bool] | None:
    forms = _forms()
    if (known := forms.get(folded_word)) is not None:
        return known, False
    if folded_word[:1] in _CONJUNCTIONS and (known := forms.get(folded_word[1:])) is not None:
        return known, True
    return None


def _is_cue(folded_word: str) -> bool:
    known = _phrases()
    return folded_word in known or folded_word[1:] in known or _verb(folded_word) is not None


@cache
def _phrases() -> frozenset[str]:
    return of_kind("according") | of_kind("relayed") | of_kind("it-came")


@cache
def of_kind(kind: str) -> frozenset[str]:
    """All folded words of a kind in the table."""
    return frozenset(word for kind_, row in _rows("attribution-words.tsv") if kind_ == kind for word in _split(row[0]))


@cache
def _forms() -> dict[str, Verb]:
    forms: dict[str, Verb] = {}
    for needs, row in _rows("attribution-verbs.tsv"):
        for form, made in _inflected(needs, row):
            forms.setdefault(fold(form), made)
    forms |= dict.fromkeys(of_kind("said-it"), Verb("clause", frozenset(), has_object=True))
    return {form: made for form, made in forms.items() if form not in of_kind("not-verbs")}


def _inflected(needs: str, row: list[str]) -> Iterator[tuple[str, Verb]]:
    perfect, imperfect, participle = row[0].rstrip(_DOUBLE), row[1], row[2]
    level, *prepositions = needs.split(",")
    plain = Verb(_level(level), frozenset(prepositions))
    double = row[0].endswith(_DOUBLE)
    yield from ((form, plain._replace(double=double and form == perfect)) for form in inflection.past(perfect))
    if imperfect != _NONE:
        yield from ((form, plain._replace(present=True)) for form in inflection.present(imperfect))
    if participle != _NONE:
        yield from _participles(plain, participle)
    if level == "any":
        objects = inflection.with_object(perfect, imperfect)
        yield from ((form, plain._replace(has_object=True)) for form in objects)


def _participles(plain: Verb, participle: str) -> Iterator[tuple[str, Verb]]:
    """The feminine is an adjective as often (معلومات مؤكدة): it counts before a clause alone."""
    for form in inflection.participles(participle):
        needs: Needs = "clause" if form.endswith("ة") and plain.needs == "any" else plain.needs
        yield form, plain._replace(participle=True, needs=needs)


def _level(level: str) -> Needs:
    return "any" if level == "any" else "clause" if level == "clause" else "speaks"


def _rows(table: str) -> Iterator[tuple[str, list[str]]]:
    text = files("khabar_enrich").joinpath("tables", table).read_text("utf-8")
    for line in text.splitlines()[1:]:
        kind, *row = line.split("\t")
        yield kind, row


def _split(cell: str) -> Iterator[str]:
    return (fold(word) for word in cell.split("|"))


_VERBS: Final = Remembered(_verb)
CUES: Final = Remembered(_is_cue)
"""Whether a folded word may attribute something, its conjunction aside."""

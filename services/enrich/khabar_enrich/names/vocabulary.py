"""The words that names are made with: what tells their kind, titles, given names, what ends a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple, Self, cast

from khabar.arabic import bare, fold
from khabar.models import TagType
from khabar_enrich.tags import countries

Follows = Literal["known", "definite", "any", "quoted", "official"]


class Head(NamedTuple):
    """A word that tells the kind of the name that follows it (``مدينة``, ``وزارة``), a row of ``name-heads.tsv``.

    The ``kind`` of a place is ``self`` where the name with it is the place named (``مدينة حلب``), ``part`` where it is
    a part of that, ``site`` where it is something in it or called after it. ``follows`` says how sure the name must be.
    """

    word: str
    type: TagType
    kind: str
    follows: Follows
    stops: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All tables of the grammar, folded."""

    heads: dict[str, Head]
    words: dict[str, frozenset[str]]
    given: frozenset[str]
    first: frozenset[str]
    units: frozenset[str]

    @classmethod
    @cache
    def load(cls) -> Self:
        """Read the tables that Khabar brings, once."""
        units = dict(_rows("gazetteer/name-units.tsv"))
        words = {kind: frozenset(_folded(listed)) for kind, listed in _rows("name-words.tsv")}
        words["stop"] |= {"على"}  # as a reading spells it, for folded it would be the name علي
        words["nisba"] = frozenset(countries())
        given = frozenset(unit for unit, role in units.items() if role == "given")
        return cls(
            heads={head.word: head for head in map(_head, _rows("name-heads.tsv"))},
            words=words,
            given=given - words["common"],
            first=given - words["role"],
            units=frozenset(units),
        )

    def head(self, folded: str) -> Head | None:
        """The head that a word is, proclitics aside."""
        forms = (folded, *bare(folded, article=False))
        if self.heads.keys().isdisjoint(forms):
            return None
        return next(self.heads[form] for form in forms if form in self.heads)

    def is_(self, kind: str, folded: str) -> bool:
        """Tell whether a word, proclitics aside, is one of a kind of ``name-words.tsv``."""
        listed = self.words[kind]
        return folded in listed or not listed.isdisjoint(bare(folded, article=False))


def _rows(name: str) -> Iterator[list[str]]:
    text = files("khabar_enrich").joinpath("tables", *name.split("/")).read_text("utf-8")
    yield from (line.split("\t") for line in text.splitlines()[1:] if line)


def _head(cells: list[str]) -> Head:
    word, type_, kind, follows = cells[:4]
    stops = frozenset(_folded(cells[_STOPS])) if len(cells) > _STOPS else frozenset()
    return Head(fold(word), cast("TagType", type_), kind, cast("Follows", follows), stops)


def _folded(listed: str) -> list[str]:
    return [fold(word) for word in listed.split()]


_STOPS: Final = 4

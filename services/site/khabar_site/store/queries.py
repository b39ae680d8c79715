"""Reading what somebody typed: words, "exact phrases" and -words; nothing of it is the index's own language."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from khabar.arabic import fold, words
from khabar_site.store.forms import STOPS, Looked, looked

WORDS: Final = 12
HEADLINE, LEAD, ANYWHERE = "headline names", "headline names lead", "headline names lead body"
_QUOTED: Final = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_WITHOUT: Final = re.compile(r"(?<!\S)[-\u2212](?=[^\W_])(\S+)")
_BETWEEN: Final = r"[\W_]+"
_APART: Final = "\n"  # no name is written over the end of a line

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: of every group one token, of the phrases every letter, and of what is left out nothing.

    ``words`` are those of the groups, as they were typed.
    """

    groups: tuple[Group, ...] = ()
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    left_out: tuple[tuple[Group, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def tokens(self) -> frozenset[str]:
        """Every token that counts as found."""
        return frozenset(token for group in self.groups for token in group)

    def only(self, places: Iterable[int]) -> "Query":
        """The query with some of its words alone, and without its phrases."""
        kept = sorted(places)
        groups = tuple(self.groups[place] for place in kept)
        return replace(self, groups=groups, words=tuple(self.words[place] for place in kept), phrases=())

    def holds(self, text: str) -> bool:
        """Whether a text holds the phrases."""
        folded = fold(text) if self.phrases else ""
        return all(re.search(phrase, folded) for phrase in self.phrases)


def parse(text: str) -> Query:
    """Read what was typed; words past the twelfth are not looked for."""
    phrases = [match[1] for match in _QUOTED.finditer(text)]
    rest = _QUOTED.sub(_APART, text)
    left_out = [match[1] for match in _WITHOUT.finditer(rest)]
    plain = _WITHOUT.sub(_APART, rest)
    spoken = [*_spoken(plain), *(word for phrase in phrases for word in _spoken(phrase, every=True))][:WORDS]
    unique = {word[1]: word[0] for word in reversed(spoken)}
    groups = tuple(reversed(unique))
    return Query(
        groups,
        tuple(unique[group] for group in groups),
        tuple(filter(None, map(_pattern, phrases))),
        tuple(filter(None, (tuple(word.tokens for word in looked(other)) for other in left_out[:WORDS]))),
    )


def expression(query: Query, columns: str, marks: Sequence[Sequence[str]] = ()) -> str:
    """A query in FTS5's language, for the words of some columns; every token is quoted."""
    parts = [f"{{{columns}}} : ({' AND '.join(map(_any, query.groups))})"] if query.groups else []
    parts += [f"marks : {_any(group)}" for group in marks]
    wanted = " AND ".join(f"({part})" for part in parts)
    without = (f"({' AND '.join(map(_any, groups))})" for groups in query.left_out)
    return " NOT ".join([f"({wanted})", *without])


def most_of(query: Query, columns: str, marks: Sequence[Sequence[str]] = ()) -> str:
    """A query that is content with all words but one, whichever that is."""
    some = (query.only({*range(len(query.groups))} - {place}) for place in range(len(query.groups)))
    return " OR ".join(f"({expression(one, columns, marks)})" for one in some)


def _any(group: Sequence[str]) -> str:
    return "(" + " OR ".join(f'"{token}"' for token in group) + ")"


def _spoken(text: str, *, every: bool = False) -> Iterator[tuple[str, Group]]:
    """The words of a text with their tokens; without those that every text holds, unless there is nothing else."""
    found = [word for word in looked(text) if word.tokens]
    telling = found if every else [word for word in found if not _stops(text, word)]
    for word in telling or found:
        yield text[word.start : word.end], word.tokens


def _stops(text: str, word: Looked) -> bool:
    return fold(text[word.start : word.end]) in STOPS


def _pattern(phrase: str) -> str:
    """A phrase as it is looked for in a folded text; a clitic may stand before its first word."""
    spoken = [re.escape(word.folded) for word in words(phrase)]
    return rf"(?<![^\W_])[وفبكل]{{0,2}}{_BETWEEN.join(spoken)}(?![^\W_])" if spoken else ""

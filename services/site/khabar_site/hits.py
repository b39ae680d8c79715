"""Search results as a reader sees them: the words that were looked for, marked in headline and excerpt."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from khabar.arabic import fold
from khabar_site.runs import isolated
from khabar_site.store import Card
from khabar_site.store.forms import places
from khabar_site.store.forms.units import POINT

_LETTERS = 240
_BEFORE = 60
_LETTERS_READ = 12_000
_PLACES_READ = 2_000
_ADDED = "ه"  # the index ends short feminine words with it, whatever stood there

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, with its words marked."""

    card: Card
    headline: Markup
    excerpt: Markup


class Wanted:
    """The words that were looked for, by their tokens."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self._tokens = frozenset(tokens)
        parts = {token.lstrip(POINT).removesuffix(_ADDED) for token in self._tokens if "ء" not in token}
        numbers = any(letter.isdecimal() for part in parts for letter in part)
        self._hint = None if numbers or not all(parts) else re.compile("|".join(map(re.escape, parts)))

    def hit(self, card: Card, text: str) -> Hit:
        """Mark the words in an article's headline and in the passage where they first stand."""
        lines = text[:_LETTERS_READ].split("\n")[1:]  # the headline is the first
        places = ((line, self._first(line)) for line in (card.excerpt, *lines))
        passage, first = next(((line, at) for line, at in places if at is not None), (card.excerpt, 0))
        window = _window(passage, first or 0)
        return Hit(card, self.marked(card.headline, card.direction), self.marked(window, card.direction))

    def marked(self, text: str, direction: str) -> Markup:
        """Escape a text with the words in ``<mark>``, and runs of the other direction isolated."""
        parts: list[Markup] = []
        at = 0
        for start, end in _apart(self._found(text)):
            mark = Markup("<mark>{}</mark>").format(isolated(text[start:end], direction))
            parts += [isolated(text[at:start], direction), mark]
            at = end
        return Markup("").join([*parts, isolated(text[at:], direction)])

    def _first(self, text: str) -> int | None:
        """Where the first of the words stands; a text's words are looked at one by one only where one may be."""
        start = 0
        while start < len(text):
            end = text.rfind(" ", start, start + _LETTERS) if len(text) - start > _LETTERS else len(text)
            end = end if end > start else start + _LETTERS
            piece = text[start:end]
            if self._hint is None or self._hint.search(fold(piece)):
                for found, _ in self._found(piece):
                    return start + found
            start = end
        return None

    def _found(self, text: str) -> Iterator[Span]:
        for place in islice(places(text), _PLACES_READ):
            if not self._tokens.isdisjoint(place.tokens):
                yield place.start, place.end


def _window(text: str, first: int) -> str:
    """Cut a passage to what stands around a place in it, at spaces."""
    start = text.rfind(" ", 0, first - _BEFORE) + 1 if first > _BEFORE else 0
    end = len(text) if len(text) - start <= _LETTERS else text.rfind(" ", start, start + _LETTERS)
    end = end if end > start else start + _LETTERS
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _apart(spans: Iterator[Span]) -> Iterator[Span]:
    """Spans in order, those that overlap as one: a name of two words is told after its first."""
    last: Span | None = None
    for span in spans:
        if last and span[0] < last[1]:
            last = (min(span[0], last[0]), max(span[1], last[1]))
        else:
            if last:
                yield last
            last = span
    if last:
        yield last

"""Search results as a reader sees them: the words that were looked for, marked in headline and excerpt."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup, escape

from khabar.arabic import words
from khabar_site import content
from khabar_site.store import Card, Reader
from khabar_site.store.search import Query
from khabar_site.store.terms import forms
from khabar_site.words import calm

_LETTERS = 240
_BEFORE = 60
_WORDS_READ = 600


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, with its words marked."""

    card: Card
    headline: Markup
    excerpt: Markup


def hit(reader: Reader, card: Card, query: Query) -> Hit:
    """Mark a query's words in an article's headline and in the passage where they first stand."""
    wanted = query.all_forms
    passage = next((text for text in _passages(reader, card) if next(_found(text, wanted), None)), card.excerpt)
    return Hit(card, marked(card.headline, wanted), marked(_window(passage, wanted), wanted))


def marked(text: str, wanted: frozenset[str]) -> Markup:
    """Escape a text with the wanted words in ``<mark>``."""
    parts: list[Markup] = []
    at = 0
    for start, end in _found(text, wanted):
        parts += [escape(calm(text[at:start])), Markup("<mark>{}</mark>").format(calm(text[start:end]))]
        at = end
    return Markup("").join([*parts, escape(calm(text[at:]))])


def _passages(reader: Reader, card: Card) -> Iterator[str]:
    """The excerpt, and only if that is not enough, the article's blocks."""
    yield card.excerpt
    if shown := reader.shown(card.number):
        yield from (block.text for block in content.body(shown.revision))


def _found(text: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    for word in islice(words(text), _WORDS_READ):
        if wanted.intersection(forms(word.folded)):
            yield word.start, word.end


def _window(text: str, wanted: frozenset[str]) -> str:
    """Cut a passage to what stands around the first wanted word, at spaces."""
    first = next(_found(text, wanted), (0, 0))[0]
    start = text.rfind(" ", 0, first - _BEFORE) + 1 if first > _BEFORE else 0
    end = len(text) if len(text) - start <= _LETTERS else text.rfind(" ", start, start + _LETTERS)
    end = end if end > start else start + _LETTERS
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")

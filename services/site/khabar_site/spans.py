"""Date mentions in running text: every one becomes a ``<time>`` at its exact place."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup, escape

from khabar.models import DateMention
from khabar_site import dates
from khabar_site.words import calm


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text (code points) that tells a time."""

    start: int
    end: int
    datetime: str
    title: str


def spans(text: str, mentions: Iterable[DateMention]) -> list[Span]:
    """The mentions of one zone that fit its text, in order and without overlaps.

    One whose words do not stand at its offsets belongs to another text: marking it would mark the wrong words.
    """
    kept: list[Span] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        span = _span(mention) if mention.text and text[mention.start : mention.end] == mention.text else None
        if span and (not kept or kept[-1].end <= span.start):
            kept.append(span)
    return kept


def weave(text: str, marks: Sequence[Span], offset: int = 0) -> Markup:
    """Escape a piece of text with its times marked; ``offset`` is where the piece begins in the text of the spans."""
    parts: list[Markup] = []
    at = 0
    first = bisect_right(marks, offset, key=lambda mark: mark.end)
    for mark in islice(marks, first, None):
        if mark.start - offset >= len(text):
            break
        start, end = max(mark.start - offset, at), min(mark.end - offset, len(text))
        if start < end:
            parts += [_plain(text[at:start]), _time(mark, text[start:end])]
            at = end
    return Markup("").join([*parts, _plain(text[at:])])


def _plain(text: str) -> Markup:
    return escape(calm(text))


def _time(mark: Span, text: str) -> Markup:
    return Markup('<time datetime="{}" title="{}">{}</time>').format(mark.datetime, mark.title, _plain(text))


def _span(mention: DateMention) -> Span | None:
    value, title = dates.machine(mention.value), dates.in_words(mention.value)
    if value is None or title is None:
        return None
    return Span(mention.start, mention.end, value, f"نحو {title}" if mention.approx else title)

"""Date mentions in running text: every one becomes a ``<time>`` at its exact place."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from khabar.models import DateMention
from khabar_site.dates import Dates
from khabar_site.runs import isolated


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text (code points) that tells a time; ``until`` is where an interval ends."""

    start: int
    end: int
    datetime: str
    title: str
    until: str = ""


def spans(text: str, mentions: Iterable[DateMention], dates: Dates) -> list[Span]:
    """The mentions of one zone that fit its text, in order and without overlaps.

    One whose words do not stand at its offsets belongs to another text: marking it would mark the wrong words.
    """
    kept: list[Span] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        span = _span(mention, dates) if mention.text and text[mention.start : mention.end] == mention.text else None
        if span and (not kept or kept[-1].end <= span.start):
            kept.append(span)
    return kept


def weave(text: str, marks: Sequence[Span], offset: int = 0, direction: str = "") -> Markup:
    """Escape a piece of text with its times marked, and the foreign runs of a text whose direction is told.

    ``offset`` is where the piece begins in the text of the spans.
    """
    parts: list[Markup] = []
    at = 0
    first = bisect_right(marks, offset, key=lambda mark: mark.end)
    for mark in islice(marks, first, None):
        if mark.start - offset >= len(text):
            break
        start, end = max(mark.start - offset, at), min(mark.end - offset, len(text))
        if start < end:
            parts += [isolated(text[at:start], direction), _time(mark, isolated(text[start:end], direction))]
            at = end
    return Markup("").join([*parts, isolated(text[at:], direction)])


def weave_lines(lines: Iterable[str], text: str, marks: Sequence[Span], direction: str = "") -> list[Markup]:
    """Weave lines that stand one after the other in the text of the spans; a line that does not has no times."""
    woven: list[Markup] = []
    at = 0
    for line in lines:
        found = text.find(line, at)
        woven.append(weave(line, marks if found >= 0 else (), found, direction))
        at = max(at, found + len(line))
    return woven


def _time(mark: Span, text: Markup) -> Markup:
    until = Markup(' data-until="{}"').format(mark.until) if mark.until else Markup()
    start = Markup('<time datetime="{}"{} title="{}">').format(mark.datetime, until, mark.title)
    return Markup("{}{}</time>").format(start, text)


def _span(mention: DateMention, dates: Dates) -> Span | None:
    value, title = dates.machine(mention.value), dates.in_words(mention.value)
    if value is None or title is None:
        return None
    until = dates.until(mention.value)
    if mention.approx:
        title = dates.about(title, interval=bool(until))
    return Span(mention.start, mention.end, value, title, until)

"""What is said: the stretch of text that a source answers for."""

from typing import Final, NamedTuple

from khabar_enrich.line import CLOSING, Line

_LONGEST_QUOTE: Final = 2000
_CLOSERS: Final = {"«": '»"”', "“": '”"»“', '"': '"”»“', "„": '“”"', "‹": "›", "‘": "’", "❝": "❞"}
_EDGES: Final = " \t\n\r،,؛;:.!?؟…-–—()[]\u200f\u200e\u202b\u202c"


class Claim(NamedTuple):
    """Code points of what is said, and whether they are the source's own words."""

    start: int
    end: int
    quote: bool


def quoted(line: Line, at: int, end: int) -> Claim:
    """The quotation that opens before a word; one that is never closed ends with its sentence."""
    text, start = line.zone.text, line.words[at].start
    mark = next(letter for letter in reversed(line.gaps[at]) if letter in _CLOSERS)
    until = start + _LONGEST_QUOTE
    close = min((place for closer in _CLOSERS[mark] if (place := text.find(closer, start, until)) >= 0), default=-1)
    if close < 0:
        close = line.words[end - 1].end
    return trimmed(line, start, close, quote=True)


def clause(line: Line, at: int, end: int) -> Claim:
    """What is said from a word to the end of its sentence, or to the mark that closes a quotation."""
    start, stop = line.span(at, max(end - 1, at))
    return trimmed(line, start, min(stop, start + _LONGEST_QUOTE), quote=False)


def clause_before(line: Line, begin: int, at: int) -> Claim:
    """What is said from the head of a sentence to the word that attributes it."""
    start, stop = line.span(begin, max(at - 1, begin))
    return trimmed(line, max(start, stop - _LONGEST_QUOTE), stop, quote=False)


def quoted_before(line: Line, at: int) -> Claim | None:
    """The quotation that closes right before a word: «…»، قال فلان."""
    gap = line.gaps[at]
    if at == 0 or CLOSING.isdisjoint(gap):
        return None
    text, close = line.zone.text, line.words[at - 1].end
    open_ = max(text.rfind(mark, max(0, close - _LONGEST_QUOTE), close) for mark in _CLOSERS)
    return None if open_ < 0 else trimmed(line, open_ + 1, close, quote=True)


def trimmed(line: Line, start: int, end: int, *, quote: bool) -> Claim:
    """Take the punctuation off both ends."""
    text = line.zone.text
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return Claim(start, end, quote)

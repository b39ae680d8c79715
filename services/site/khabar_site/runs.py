"""Foreign runs in running text: Latin words in Arabic lines and Arabic words in Latin ones, each kept together.

The bidirectional algorithm (Unicode UAX #9) gives a sign between two directions to the line around it, and a number
after a foreign word to that word. So ``C++`` would show its signs before the letter, and ``5G`` its letter before the
digit. Runs are wrapped where that can happen: those of more than one word, and those with a sign or a number beside
them. A single word among words of the line needs nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from khabar_site.words import calm

# Scripts that join no marks of their own: to cut a run inside an Indic syllable would break its shape.
_LATIN = r"A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u03ff\u0400-\u052f\u1e00-\u1fff"
_ARABIC = r"\u0590-\u060b\u060d-\u061a\u061c-\u061e\u0620-\u0669\u066e-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200c\u200d"
_PHONE = r"\+\d[\d ()-]{5,18}\d"
_TOKEN = re.compile(rf"{_PHONE}|[!-~{_LATIN}\u2013\u2014\u2018-\u201d\u2026]+")
_WORDS = re.compile(rf"[{_ARABIC}]+(?:[ \u00a0-][{_ARABIC}]+)*")
_LETTER, _WORDLIKE = re.compile(rf"[{_LATIN}]"), re.compile(rf"[{_LATIN}0-9]")
_SIGNED = re.compile(rf"[+-]\d[\d.,]*%?|{_PHONE}")
_DOTTED, _OWN_SIGN = re.compile(rf"(?:[{_LATIN}]\.){{2,}}"), re.compile(rf"\.[{_LATIN}]|-\d")
_UNIT = re.compile(
    r"[kcmn]m|[km]?g|m?l|ha|ft|km/h|mph|[kMGT]?(?:B|b|W|Hz|Wh)|[kMGT]?bps|m?Ah?|V|px|fps|dpi|USD|EUR|GBP|SYP|[ap]m"
)
_DASHES = "-\u2013\u2014\u2018\u2019\u201c\u201d\u2026.,;:!?=~\"'`*|\\"
_OPENING, _CLOSING = f"([{{<{_DASHES}", f")]}}>{_DASHES}"
_PAIRS = {")": "(", "]": "["}
_BLANKS = {" ", "\u00a0"}


@dataclass(slots=True)
class _Run:
    """A stretch of text from its first word to its last; ``reached`` is where the signs after it end."""

    start: int
    end: int
    begun: int
    reached: int
    named: bool


def isolated(text: str, direction: str) -> Markup:
    """Escape a text of this direction, ``rtl`` or ``ltr``, with the runs of the other one in ``<bdi>``."""
    text = calm(text)
    found = _in_arabic(text) if direction == "rtl" else _in_latin(text) if direction == "ltr" else ()
    return _wrapped(text, found)


def _wrapped(text: str, found: Iterable[tuple[int, int, str]]) -> Markup:
    parts: list[str] = []
    at = 0
    for start, end, tag in found:
        parts += [escape(text[at:start]), tag, escape(text[start:end]), "</bdi>"]
        at = end
    return Markup("".join([*parts, escape(text[at:])]))  # noqa: S704 - escaped text and our own tags


def _in_latin(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _WORDS.finditer(text):
        if " " in found[0] or _beside_sign(text, found.start(), found.end()):
            yield found.start(), found.end(), "<bdi>"


def _in_arabic(text: str) -> Iterator[tuple[int, int, str]]:
    for run in _joined(text, _tokens(text)):
        run.end += _closes(text, run)
        said = text[run.start : run.end]
        if not run.named:
            if _SIGNED.fullmatch(said) and not text[max(0, run.start - 1) : run.start].isalnum():
                yield run.start, run.end, '<bdi dir="ltr">'
        elif not _is_word(said) or _beside_sign(text, run.start, run.end):
            yield run.start, run.end, "<bdi>"


def _is_word(said: str) -> bool:
    return len(said.split()) == 1 and bool(_LETTER.match(said) and _WORDLIKE.match(said[-1]))


def _tokens(text: str) -> Iterator[_Run]:
    for found in _TOKEN.finditer(text):
        token = found[0]
        opened = 0 if _OWN_SIGN.match(token) else len(token) - len(token.lstrip(_OPENING))
        start, end = found.start() + opened, found.start() + _core_end(token, opened)
        yield _Run(start, max(start, end), found.start(), found.end(), bool(_LETTER.search(token)))


def _joined(text: str, tokens: Iterable[_Run]) -> Iterator[_Run]:
    """Join what the algorithm would show in one piece anyhow, and a number with its unit, which it would turn round."""
    last: _Run | None = None
    for token in tokens:
        if last and text[last.reached : token.begun] in _BLANKS and _belong(text, last, token):
            last.reached = token.reached
            last.end = last.end if _is_sign(token) else token.end
            last.named = last.named or token.named
            continue
        if last:
            yield last
        last = token
    if last:
        yield last


def _belong(text: str, last: _Run, token: _Run) -> bool:
    closed = last.end < last.reached
    if last.named:
        return token.named or _is_sign(token) or not closed
    return not closed and text[last.end - 1].isdigit() and bool(_UNIT.fullmatch(text[token.start : token.end]))


def _is_sign(token: _Run) -> bool:
    return token.start == token.end


def _core_end(token: str, start: int) -> int:
    """Where a token ends without the signs after it; the dots of ``U.S.`` stay."""
    return len(token) if _DOTTED.fullmatch(token, start) else len(token.rstrip(_CLOSING))


def _closes(text: str, run: _Run) -> bool:
    """Whether the sign after a run closes a bracket that stands in it."""
    closing = text[run.end : run.end + 1]
    opening = _PAIRS.get(closing)
    return bool(opening) and text.count(str(opening), run.start, run.end) > text.count(closing, run.start, run.end)


def _beside_sign(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start].strip()[-1:], text[end : end + 2].strip()[:1]
    return any(sign and not sign.isalpha() for sign in (before, after))

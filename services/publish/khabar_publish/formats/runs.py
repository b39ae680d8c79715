"""Runs of the other direction in running text, each held together by an element with a direction of its own.

The bidirectional algorithm (Unicode UAX #9) gives a sign between two directions to the line around it, so that ``C++``
in an Arabic line shows its signs before the letter. ``span dir`` isolates like ``bdi`` and, unlike it, is let through
by the sanitisers of publishing systems.
"""

import re
from html import escape
from typing import Final

from khabar.models.base import Direction

_LATIN: Final = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff"
_ARABIC: Final = r"\u0590-\u060b\u060d-\u061a\u061c-\u061e\u0620-\u065f\u066e-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_WORD: Final = rf"[{_LATIN}0-9][{_LATIN}!-~]*"
_IN_ARABIC = re.compile(rf"[+#@$]?{_WORD}(?: [+#@$([]?{_WORD})*")
_IN_LATIN = re.compile(rf"[{_ARABIC}]+(?: [{_ARABIC}]+)*")
_LETTER = re.compile(rf"[{_LATIN}]")
_SIGNS: Final = "+#"
_AFTER: Final = ".,;:!?\"')]}>"
_OTHER: Final[dict[Direction, Direction]] = {"rtl": "ltr", "ltr": "rtl"}


def isolated(text: str, direction: Direction) -> str:
    """A text of this direction as HTML: escaped, its lines broken, foreign runs each in an element of their own."""
    parts: list[str] = []
    at = 0
    for found in (_IN_ARABIC if direction == "rtl" else _IN_LATIN).finditer(text):
        end = found.start() + len(_core(found[0]))
        if direction == "rtl" and not _LETTER.search(text, found.start(), end) and found[0][0] not in _SIGNS:
            continue  # a number stands right by itself
        run = escaped(text[found.start() : end])
        parts += [escaped(text[at : found.start()]), f'<span dir="{_OTHER[direction]}">{run}</span>']
        at = end
    return "".join([*parts, escaped(text[at:])])


def escaped(text: str) -> str:
    """Plain text as HTML, its lines broken."""
    return escape(text, quote=False).replace("\n", "<br>")


def _core(run: str) -> str:
    """A run without the signs after it, which belong to the line; a bracket that closes one of the run's own stays."""
    core = run.rstrip(_AFTER)
    closing = run[len(core) : len(core) + 1]
    pair = {")": "(", "]": "["}.get(closing)
    return core + closing if pair and core.count(pair) > core.count(closing) else core

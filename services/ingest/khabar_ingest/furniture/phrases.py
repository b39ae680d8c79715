"""What a text gives away by its words: labels of lists, notes of syndication, the end of an article."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from khabar_ingest.markup import Element, words
from khabar_ingest.tables import tables
from khabar_ingest.text import fold

LONGEST_LABEL: Final = 300
_SEPARATORS: Final = ":：.…|-–—»؛*# "
_FULL_STOP = re.compile(r"[.!?؟…۔]['\"”»’)\]]*$")
_PROSE_CHARACTERS: Final = 90


def is_prose(text: str) -> bool:
    """Whether a text reads as a sentence and not as a title: it is closed by a stop, or long."""
    return len(text) > _PROSE_CHARACTERS or bool(_FULL_STOP.search(text))


class Said(NamedTuple):
    """A short text, folded, and what it is known as by its words.

    ``behind`` is what stands behind a "read also" label that it begins with, None when it begins with none.
    """

    folded: str
    is_sentence: bool
    behind: str | None

    def is_related(self, *, linked: bool) -> bool:
        """Whether it is a label; one with more behind it is if that is ``linked``, or after a colon."""
        rest = self.behind
        return rest is not None and (not rest.strip(_SEPARATORS) or rest.lstrip()[:1] in {":", "："} or linked)


@lru_cache(maxsize=256)
def said(text: str) -> Said:
    """Look at a text that is no longer than a label; the last few are kept, for each is an element, then a block."""
    line = fold(text)
    related = tables().related
    label = next(filter(line.startswith, related)) if line.startswith(related) else None
    return Said(line, _is_sentence(line), None if label is None else line[len(label) :])


def _is_sentence(line: str) -> bool:
    """Whether a folded text is one of the table's sentences."""
    known = tables()
    if known.sentences.match(line):
        return True
    return any(group in line for group in known.within) and known.loose.match(line) is not None


def is_note(text: str) -> bool:
    """Whether a whole text is a "read also" line or a note of syndication."""
    if len(text) > LONGEST_LABEL:
        return False
    found = said(text)
    return found.is_sentence or found.is_related(linked=False)


def is_related_label(element: Element) -> bool:
    """Whether an element is a label such as "read also", perhaps with links behind it."""
    text = words(element)
    return len(text) <= LONGEST_LABEL and said(text).is_related(linked=True)


def is_end(text: str) -> bool:
    """Whether a text is a label after which no more of the article comes, but for a sentence behind its colon."""
    head, _, rest = text.partition(":")
    if len(head) > LONGEST_LABEL:
        return False
    line = fold(head) if rest else said(head).folded
    return line.strip(_SEPARATORS) in tables().ends and not is_prose(fold(rest))

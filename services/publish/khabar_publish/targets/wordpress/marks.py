"""How a post says which article it shows where WordPress has no field for it: a comment at the end of its text.

``<!-- khabar:ID:REVISION:SHA -->``: the ids are UUIDs and the hash is hexadecimal, so that none can end the comment.
"""

import re
from typing import NamedTuple

_MARK = re.compile(r"\s*<!--\s*khabar:([0-9A-Za-z-]{1,64}):([0-9]{1,15}):([0-9a-f]{0,64})\s*-->\s*\Z")


class Mark(NamedTuple):
    """An article, its revision and the SHA-256 of what that says."""

    article: str
    revision: int
    sha: str = ""

    @property
    def phrase(self) -> str:
        """What is searched for to find every post of the article."""
        return f"khabar:{self.article}:"


def with_mark(content: str, mark: Mark) -> str:
    """The text with the mark, in place of the one it has."""
    return f"{without_mark(content)}<!-- khabar:{mark.article}:{mark.revision}:{mark.sha} -->"


def without_mark(content: str) -> str:
    """The text alone."""
    return _MARK.sub("", content)


def marked(content: str) -> Mark | None:
    """The mark at the end of a text."""
    found = _MARK.search(content[-200:])
    return Mark(found[1], int(found[2]), found[3]) if found else None

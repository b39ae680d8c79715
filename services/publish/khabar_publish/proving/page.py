"""What a public page says of itself: its mark, or the words that stand on it. No clock, network or disk.

The mark is ``<meta name="khabar" content="{article id} {revision} {content_sha}">`` in the page's head. Pages are
hostile input of up to two megabytes: every search here is linear in their length.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

_META = re.compile(r"<meta\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]{1,20})\s{0,9}=\s{0,9}(?:\"([^\"]{0,1000})\"|'([^']{0,1000})')", re.IGNORECASE)
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_NO_WORD = re.compile(r"[\W_]+")
_UNREAD = re.compile(r"<(script|style)\b", re.IGNORECASE)
_ENDS: Final = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style")}
_PARTS: Final = 3


class Mark(NamedTuple):
    """Which article a page says that it shows, and in which revision and content; a notice of its removal has none."""

    article: str
    revision: int
    content_sha: str


@dataclass(frozen=True)
class Page:
    """An answer to a look: its status and text, or why there is none.

    Args:
        url: the address that answered in the end.
        failure: why nothing was read, in words.
        elsewhere: whether the address, or where it leads, is no place of the target's, so that it is not read.
    """

    status: int = 0
    url: str = ""
    text: str = field(default="", repr=False)
    failure: str = ""
    elsewhere: bool = False

    @cached_property
    def mark(self) -> Mark | None:
        """The page's mark; None where it has none that can be read."""
        article, revision, sha = [*self.meta("khabar").split(), "", "", ""][:_PARTS]
        if not (revision.isascii() and revision.isdecimal() and len(revision) <= 12):  # noqa: PLR2004 - digits of a revision
            return None
        return Mark(article, int(revision), sha)

    def meta(self, name: str) -> str:
        """The content of a named ``meta`` in the page's head; empty where there is none."""
        return next((said.get("content", "") for said in self._metas if said.get("name", "").lower() == name), "")

    def has_words(self, words: tuple[str, ...]) -> bool:
        """Whether all these words stand on the page, however it sets, quotes or breaks them."""
        return bool(words) and all(_bare(part) in self._bare for part in words)

    @cached_property
    def _metas(self) -> list[dict[str, str]]:
        body = _BODY.search(self.text)
        end = body.start() if body else len(self.text)
        return [_attributes(found[1]) for found in _META.finditer(self.text, 0, end)]

    @cached_property
    def _bare(self) -> str:
        return _bare(html.unescape(_TAG.sub("", "".join(_read(self.text)))))


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(text)}


def _bare(text: str) -> str:
    """Letters and digits alone: pages put other quotes, dashes and blanks than were sent."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def _read(text: str) -> Iterator[str]:
    """The parts of a page that readers see: no scripts, no styles."""
    at = 0
    while begin := _UNREAD.search(text, at):
        yield text[at : begin.start()]
        end = _ENDS[begin[1].lower()].search(text, begin.end())
        if end is None:
            return
        at = end.start()
    yield text[at:]

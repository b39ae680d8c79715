"""An item's bytes as parsers see them: decoded once, with where they came from."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cached_property
from typing import Any, Final

from khabar_ingest.charset import decode

_COMMENTS = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>)", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HEAD_CHARACTERS: Final = 65536


@dataclass(frozen=True)
class Document:
    """Some bytes to be parsed.

    ``url`` is where they were found, if anywhere; ``declared`` the encoding the transport named; ``zone`` the one that
    times without an offset are read in.
    """

    content: bytes
    url: str | None = None
    declared: str | None = None
    zone: tzinfo = UTC

    @cached_property
    def text(self) -> str:
        """The content as text."""
        return decode(self.content, self.declared)

    @cached_property
    def json(self) -> Any:  # noqa: ANN401 - foreign JSON may be anything
        """The content as JSON, or None when it is not JSON (or is ``null``, which is of no use either)."""
        if self.text.lstrip("\ufeff \t\r\n")[:1] not in {"{", "["}:
            return None
        try:
            found = json.loads(self.text.lstrip("\ufeff \t\r\n"))
            return _without_halves(found) if _HALF.search(self.text) else found
        except (ValueError, RecursionError):
            return None

    @cached_property
    def root(self) -> str:
        """The lower-case name of the first element without its prefix, if the content is marked up; else nothing."""
        head = self.text[:_HEAD_CHARACTERS].lstrip("\ufeff \t\r\n")
        if not head.startswith("<"):
            return ""
        at = 0
        while match := _COMMENTS.match(head, at):
            at = match.end()
        found = _ROOT.match(head, at)
        return found[1].lower() if found else ""


def _without_halves(found: Any) -> Any:  # noqa: ANN401 - foreign JSON may be anything
    """JSON without lone surrogates: halves of a character, which no file or stream can hold."""
    return json.loads(json.dumps(found, ensure_ascii=False).encode(errors="ignore"))

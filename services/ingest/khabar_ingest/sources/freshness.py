"""Under which conditions a server need not send again what it sent before. Pure."""

from collections.abc import MutableMapping
from typing import Final

from khabar.fetching import Fetched

_MARKS: Final = (("etag", "if-none-match"), ("last-modified", "if-modified-since"))
_ENDS: Final = frozenset({"content-length", "transfer-encoding"})
_LONGEST_MARK: Final = 512


def conditions(memory: MutableMapping[str, str], asked: str) -> dict[str, str]:
    """The headers that ask an address only for what changed since it answered last."""
    if memory.get("url") != asked:
        return {}
    return {header: memory[mark] for mark, header in _MARKS if mark in memory}


def remember(memory: MutableMapping[str, str], asked: str, answer: Fetched) -> None:
    """Note what a server said about its answer; marks of absurd length are not sent back.

    Nor are those of an answer that told neither its length nor where it ends: it may have been cut short on the way,
    and the rest would be missed for as long as nothing changes.
    """
    memory["url"] = asked
    whole = not _ENDS.isdisjoint(answer.headers)
    for mark, _ in _MARKS:
        said = answer.headers.get(mark, "") if whole else ""
        if said and len(said) <= _LONGEST_MARK:
            memory[mark] = said
        else:
            memory.pop(mark, None)


def forget(memory: MutableMapping[str, str]) -> None:
    """Have the whole sent again."""
    for name in ("url", "sha256", *(mark for mark, _ in _MARKS)):
        memory.pop(name, None)

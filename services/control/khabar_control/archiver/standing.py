"""How the archive and the server stand to each other. Pure."""

from dataclasses import dataclass
from typing import Literal

from khabar.archive import START, rank

Verdict = Literal["open", "closed", "begin", "adopt"]


@dataclass(frozen=True, slots=True)
class StreamState:
    """A stream on the server: its newest, its oldest and its greatest deleted id.

    ``holds`` tells whether the last archived entry is in it still, ``gone`` how many entries ever were removed.
    """

    newest: str
    first: str
    deleted: str
    holds: bool
    gone: int


def judge(*, remembered: str, found: str, archived: str, newest: str) -> Verdict:
    """Say what the epochs mean for admission.

    Args:
        remembered: the archive's epoch, "" without one.
        found: the server's, "" without one.
        archived: the last entry of ``articles`` that is in the archive.
        newest: the last one that the server gave out.
    """
    if not remembered:
        if found:
            return "adopt"
        return "begin" if archived == START else "closed"
    return "open" if remembered == found and rank(newest) >= rank(archived) else "closed"


def lost_end(archived: str, state: StreamState) -> bool:
    """Whether the server gave out fewer entries than are archived: a flush, a lossy failover, an old backup."""
    return rank(state.newest) < rank(archived)


def gap(archived: str, state: StreamState) -> bool:
    """Whether entries behind the last archived one are gone from the stream, so that no archive will ever hold them.

    Trimming keeps the last archived entry, and a stream that was lifted marks it as deleted; an XTRIM or XDEL by hand
    does neither.
    """
    if archived == START:
        return state.gone > 0
    if archived == state.deleted or state.holds:
        return rank(state.deleted) > rank(archived)
    return rank(state.newest) > rank(archived)

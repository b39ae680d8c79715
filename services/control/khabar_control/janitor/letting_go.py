"""Groups that held a stream for too long: what they lose, when they are let go and when they hold again."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

MOST_SECONDS = 7 * 86_400.0
"""How long a group may hold a stream without moving on."""

MOST_SHARE = 0.25
"""The part of the server's memory that a stream may take while it waits for a group."""

Range = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LetGo:
    """The record of a group that was let go.

    ``lost`` are ranges of entry ids that were trimmed under it: from the first one on, up to but without the second.
    """

    at: int
    reason: str
    lost: tuple[Range, ...] = field(default=())

    def encode(self) -> str:
        """The record as it is stored."""
        return json.dumps({"at": self.at, "reason": self.reason, "lost": self.lost}, ensure_ascii=False)

    def given(self, entry_id: str) -> "LetGo":
        """The record after the group got the entries up to one in its first range."""
        (_, end), *rest = self.lost
        return replace(self, lost=((_after(entry_id), end), *rest))

    def without_first(self) -> "LetGo":
        """The record after the group got its first range."""
        return replace(self, lost=self.lost[1:])


def decode(raw: bytes) -> LetGo:
    """Read a record."""
    told: dict[str, Any] = json.loads(raw)
    lost = tuple((first, end) for first, end in told["lost"] or ())
    return LetGo(int(told["at"]), told["reason"], lost)


def before(entry_id: str) -> str:
    """The greatest id below another."""
    milliseconds, counter = map(int, entry_id.split("-"))
    if counter:
        return f"{milliseconds}-{counter - 1}"
    return f"{max(0, milliseconds - 1)}-{2**64 - 1 if milliseconds else 0}"


def _after(entry_id: str) -> str:
    milliseconds, counter = map(int, entry_id.split("-"))
    return f"{milliseconds}-{counter + 1}"

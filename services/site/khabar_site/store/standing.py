"""What a push or a removal does to an article, decided purely.

An article's standing is the newest revision seen and the strongest removal seen. Both only ever grow, and which of
them wins depends on nothing else, so every order of the same pushes and removals ends in the same standing.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, Self

Kind = Literal["unpublish", "withdraw", "kill"]
_SEVERITY: dict[Kind, int] = {"unpublish": 1, "withdraw": 2, "kill": 3}


class State(StrEnum):
    """What readers get at an article's address."""

    LIVE = "live"
    UNPUBLISHED = "unpublished"
    WITHDRAWN = "withdrawn"
    KILLED = "killed"


class Outcome(StrEnum):
    """What became of a push or a removal."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE = "stale"
    CONFLICT = "conflict"
    KILLED = "killed"
    WITHDRAWN = "withdrawn"
    UNPUBLISHED = "unpublished"


_STATES: dict[Kind, State] = {"unpublish": State.UNPUBLISHED, "withdraw": State.WITHDRAWN, "kill": State.KILLED}


@dataclass(frozen=True, slots=True)
class Removal:
    """A wish that an article leave; ``at`` is ISO 8601, ``into`` the id of the article it was merged into."""

    revision: int
    kind: Kind
    reason: str
    at: str
    into: str | None = None

    @property
    def strength(self) -> tuple[bool, int, int, str]:
        """Kill is final; else the later revision wins, for one revision the graver kind, and a merger over none."""
        return self.kind == "kill", self.revision, _SEVERITY[self.kind], self.into or ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest content and the strongest removal known of an article; revision 0 is no content."""

    revision: int = 0
    content_sha256: str = ""
    push_sha256: str = ""
    removal: Removal | None = None

    @property
    def state(self) -> State:
        """What readers get."""
        if self.removal is None or (self.removal.kind != "kill" and self.removal.revision < self.revision):
            return State.LIVE
        return _STATES[self.removal.kind]

    @property
    def known_revision(self) -> int:
        """The newest revision heard of, be it shown or removed."""
        return max(self.revision, self.removal.revision if self.removal else 0)

    def push(self, revision: int, content_sha256: str, push_sha256: str) -> tuple[Outcome, Self]:
        """Say what a pushed revision means, and what the article's standing is then."""
        pushed = type(self)(revision, content_sha256, push_sha256)
        if self.state is State.KILLED:
            return Outcome.KILLED, self
        if self.removal and revision <= self.removal.revision:  # not shown, but the newest content is remembered
            return Outcome.STALE, replace(pushed, removal=self.removal) if revision > self.revision else self
        if revision < self.revision:
            return Outcome.STALE, self
        if revision > self.revision:
            return Outcome.UPDATED if self.revision else Outcome.CREATED, pushed
        if content_sha256 != self.content_sha256:
            return Outcome.CONFLICT, self
        return (Outcome.UNCHANGED, self) if push_sha256 == self.push_sha256 else (Outcome.UPDATED, pushed)

    def remove(self, removal: Removal) -> tuple[Outcome, Self]:
        """Say what a removal means, and what the article's standing is then; a kill leaves nothing of the content."""
        if self.removal and removal.strength == self.removal.strength:
            return Outcome.UNCHANGED, self
        if removal.kind == "kill":
            return self._kill(removal)
        if self.state is State.KILLED:
            return Outcome.KILLED, self
        if removal.revision < self.revision or (self.removal and removal.strength < self.removal.strength):
            return Outcome.STALE, self
        return Outcome(_STATES[removal.kind].value), replace(self, removal=removal)

    def _kill(self, removal: Removal) -> tuple[Outcome, Self]:
        if self.removal and removal.strength < self.removal.strength:
            return Outcome.KILLED, self
        return Outcome.KILLED, type(self)(removal=removal)

"""One try of a delivery: read the event, see whether it is still needed, call the target."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final

from khabar import Event, Rejected
from khabar.errors import KhabarError
from khabar.linked import LinkChange
from khabar.models import EnrichedRevision, Removal, TagRuling
from khabar.wire import Wire
from khabar_publish.bare.revision import Bare
from khabar_publish.choosing import Rules
from khabar_publish.claimed import Claimed
from khabar_publish.copies import taken
from khabar_publish.pipeline import REMOVALS, gone_ahead, needless
from khabar_publish.shown import Shown
from khabar_publish.targets import Answer, Down, LinkTarget, TagTarget, Target, Unknown

MOST_LOST: Final = 10
"""How often whoever had a delivery in hand may die. Twice what an event's handling is given up after: a target may have
taken the delivery, so that giving it up says what may not be so."""


class Lost(KhabarError):
    """Whoever had the delivery in hand never ended it, again and again."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a try came to: the target's answer, why none was needed, until when it waits, or the error.

    ``until`` is in Unix milliseconds, ``took`` in seconds.
    """

    claimed: Claimed
    event: Event | None = None
    answer: Answer | None = None
    needless: str = ""
    error: Exception | None = None
    took: float = 0.0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Courier:
    """Tries deliveries to one target.

    Args:
        enabled: whether the target is; one that is not only loses what it once held.
        seconds: how long a try may take, whatever the target itself allows.
        rules: what goes to the target, and when.
        bare: makes what targets take of a revision that did not wait for enrichment.
    """

    target: Target
    wire: Wire
    enabled: bool
    seconds: float
    rules: Rules = field(default_factory=Rules)
    bare: Bare = field(default_factory=Bare)

    async def attempt(self, claimed: Claimed) -> Attempt:
        """Try once. Never raises: what went wrong is in the answer."""
        event: Event | None = None
        started = time.perf_counter()
        try:
            event = self._taken(self.bare(self.wire.decode(claimed.entry.fields)))
            if reason := self._needless(event, claimed):
                return Attempt(claimed, event, needless=reason)
            if until := self.rules.until(event, claimed):
                return Attempt(claimed, event, until=until)
            answer = gone_ahead(event, claimed.held) or await self._call(event, claimed)
        except Exception as error:  # noqa: BLE001 - whatever a target raises, its delivery is kept
            return Attempt(claimed, event, error=error, took=time.perf_counter() - started)
        return Attempt(claimed, event, answer, took=time.perf_counter() - started)

    def _needless(self, event: Event, claimed: Claimed) -> str:
        of_old = needless(event, claimed.held, own=self.target.own, enabled=self.enabled)
        return of_old or self.rules.refuses(event, claimed)

    def _taken(self, event: Event) -> Event:
        return taken(event, self.target.id, own=self.target.own, links=isinstance(self.target, LinkTarget))

    async def _looked_up(self, event: Event, claimed: Claimed) -> Answer:
        """What the target has of a delivery that may kill whoever makes it: it is not made once more."""
        if answer := await self.target.look_up(event, claimed.held):
            return answer
        msg = f"in hand {claimed.lost} times without an end: it may kill whoever delivers it"
        raise Lost(msg)

    async def _call(self, event: Event, claimed: Claimed) -> Answer:
        try:
            async with asyncio.timeout(self.seconds):
                return await (
                    self._looked_up(event, claimed) if claimed.lost >= MOST_LOST else self._asked(event, claimed)
                )
        except TimeoutError as error:
            msg = f"target {self.target.id}: no end within {self.seconds:g} s"
            if self.target.blind and not _changeable(claimed.held):
                msg = f"{msg}; {self._look_there(claimed)}"
                raise Unknown(msg) from error
            raise Down(msg, answered=False) from error

    def _not_blindly(self, claimed: Claimed) -> None:
        """Leave alone what may be at a target that cannot tell: a second would be made, or the first would stay."""
        unsettled = claimed.held is not None and claimed.held.state == "unknown"
        if self.target.blind and (unsettled or (claimed.lost and not _changeable(claimed.held))):
            msg = f"target {self.target.id}: a call for this article never ended; {self._look_there(claimed)}"
            raise Unknown(msg, called=False)

    def _look_there(self, claimed: Claimed) -> str:
        return (
            "it cannot be seen from here whether it took effect: look there, then "
            f"`khabar target settle {self.target.id} {claimed.subject}`"
        )

    async def _asked(self, event: Event, claimed: Claimed) -> Answer:
        held = claimed.held
        if isinstance(event.data, EnrichedRevision | Removal):
            self._not_blindly(claimed)
        if isinstance(event.data, EnrichedRevision):
            return await self.target.deliver(event, event.data, held)
        if isinstance(event.data, Removal) and event.name in REMOVALS:
            return await self.target.remove(event, event.data, REMOVALS[event.name], held)
        if isinstance(event.data, TagRuling) and isinstance(self.target, TagTarget):
            return await self.target.rule(event.data)
        if isinstance(event.data, LinkChange) and isinstance(self.target, LinkTarget):
            return await self.target.link(event, event.data)
        msg = f"{event.name} carries {type(event.data).__name__}, which no target takes"
        raise Rejected(msg)


def _changeable(held: Shown | None) -> bool:
    """Whether the target shows something that can be changed and removed by its id, as often as needed."""
    return held is not None and held.state == "shown" and bool(held.remote_id)

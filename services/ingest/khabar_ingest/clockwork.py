"""What happens to articles at its time: embargoes end, articles expire.

Every replica runs it; the script that writes lets one win. The server's clock decides, never the host's, and what is
due is kept by the server: a restart forgets nothing.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final

import structlog
from redis.exceptions import RedisError

from khabar.errors import Retryable
from khabar_ingest.contents import Contents
from khabar_ingest.decision import Decision
from khabar_ingest.handlers import Intake
from khabar_ingest.places import places
from khabar_ingest.plan import Known, plan
from khabar_ingest.state import State
from khabar_ingest.timers import milliseconds, timers
from khabar_ingest.timing import expire, keep, release

_EVERY_SECONDS: Final = 1.0
_AT_ONCE: Final = 64
_AGAIN: Final = timedelta(seconds=30)
_DUE: Final = files("khabar_ingest").joinpath("due.lua").read_text("utf-8")
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Releases and expires articles."""

    intake: Intake
    contents: Contents
    told: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Look every second, for ever; what fails is tried again."""
        failing = ""
        while True:
            try:
                await self.tick()
                failing = ""
            except (Retryable, RedisError, OSError) as error:
                if str(error) != failing:
                    _log.warning("clockwork.waiting", reason=str(error))
                failing = str(error)
            except Exception:  # noqa: BLE001 - a bug about one article must not stop the clock; it is logged
                _log.exception("clockwork.bug")
            await asyncio.sleep(_EVERY_SECONDS)

    async def tick(self) -> None:
        """Do all that is due now.

        Raises:
            Retryable, RedisError: the server cannot be reached, or refuses to write.
        """
        ledger = self.intake.admission.ledger
        keys = [ledger.keys.epoch, ledger.keys.waiting]
        for member in await ledger.client.register_script(_DUE)(keys=keys, args=[_AT_ONCE]):
            await self._settle(member.decode())

    async def _settle(self, member: str) -> None:
        """Do one thing that is due; a change that comes in between leaves it to the next look."""
        ledger = self.intake.admission.ledger
        verb, _, id_ = member.partition(":")
        at, state = await ledger.state(id_)
        due = timers(state).get(member)
        if due is None or due > milliseconds(at):  # the set says otherwise than the state, which is right
            score = ("ZREM", ledger.keys.waiting, member) if due is None else self._score(member, due)
            await self._write(state, keep(state), at, score)
            return
        try:
            decision = await self._decide(verb, state, at)
        except Retryable as error:
            if await ledger.changed(state):
                return
            await self._write(state, keep(state), at, self._score(member, milliseconds(at + _AGAIN)))
            await self._tell(state, str(error))
            return
        if await self._write(state, decision, at):
            _log.info("clockwork.done", article=id_, outcome=decision.kind, revision=decision.revision)

    async def _decide(self, verb: str, state: State, at: datetime) -> Decision:
        if verb == "expire":
            return expire(state, at, await places(self.intake.admission.ledger, state.id))
        return release(state, await self.contents.sealed(state.get("sealed")), at)

    async def _write(self, state: State, decision: Decision, at: datetime, *extra: tuple[str, ...]) -> bool:
        ledger = self.intake.admission.ledger
        written = await asyncio.to_thread(plan, Known(state), decision, at, ledger.keys, ledger.wire, extra=extra)
        [stands] = await ledger.write([written], state.get("source") or "api", always=True)
        return stands

    def _score(self, member: str, due: int) -> tuple[str, ...]:
        return "ZADD", self.intake.admission.ledger.keys.waiting, str(due), member

    async def _tell(self, state: State, reason: str) -> None:
        """Say loudly, and to the operators once for each revision, that an article cannot be released."""
        _log.error("release.failed", article=state.id, revision=state.revision, reason=reason)
        once = f"{state.id}:{state.revision}"
        if once in self.told:
            return
        words = f"article {state.id} is due for release but stays held: {reason}"
        await self.intake.tell("release.failed", state.get("source"), words, once=once, article=state.id)
        self.told.add(once)

"""Sending articles to one target once more: their newest state is put before the target's stage."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, cast

from khabar.errors import ConfigError
from khabar.events import RESEND, make
from khabar.models import Command
from khabar.replay import name_of_run as name_of_replay
from khabar.replay.run import again
from khabar.resend.find import Found, Tapes
from khabar.wire import Wire

IN_HAND: Final = 1_000
"""How much may wait for a target before anything is sent to it once more: what is new is not to wait behind it."""

_REMEMBERED_SECONDS: Final = 86_400
_LOOK_AGAIN_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a resend is."""

    sent: int
    total: int


def name_of_run() -> str:
    """A name for a resend, by which all that comes of it is known."""
    return f"{RESEND}{name_of_replay()}"


class Sending:
    """One resend to a target, by its name."""

    def __init__(self, tapes: Tapes, target: str, run: str) -> None:
        self._tapes, self._target, self._run = tapes, target, run
        keys, stage = tapes.keys, f"publish-{target}"
        self._keys = [keys.again(stage), keys.delayed(stage), keys("replay", run), keys.due(target, "work")]
        script = files("khabar.replay").joinpath("push.lua").read_text("utf-8")
        self._push = tapes.redis.register_script(script)

    async def begin(self, command: Command) -> None:
        """Tell who asked for it.

        Raises:
            ConfigError: nobody ever delivered to the target.
        """
        if not await self._tapes.redis.exists(self._keys[0]):
            msg = f"nothing was ever delivered to {self._target!r}; is publish up, with this target?"
            raise ConfigError(msg)
        event = make("command.resend", command, source="khabar/cli", subject=command.id, target=self._run)
        fields = cast("dict[Any, Any]", Wire().encode(event))
        await self._tapes.redis.xadd(self._tapes.keys.stream("commands"), fields)

    async def go(self, found: Sequence[Found], stopped: asyncio.Event) -> AsyncIterator[Progress]:
        """Send what was found until it is ``stopped``, and after each article say how far this is."""
        entries = [each.entry for each in found if each.entry]
        yield Progress(0, len(entries))
        for sent, entry in enumerate(entries, 1):
            fields = again((entry, await self._tapes.entry("enriched", entry)), self._run)
            if stopped.is_set() or not await self._tell(entry, fields, stopped):
                return
            yield Progress(sent, len(entries))

    async def _tell(self, entry: str, fields: Sequence[bytes | str], stopped: asyncio.Event) -> bool:
        """Wait until little enough waits for the target, and send; False when it was stopped before."""
        arguments = [IN_HAND, entry, _REMEMBERED_SECONDS, *fields]
        while not await self._push(keys=self._keys, args=arguments):
            if stopped.is_set():
                return False
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return True

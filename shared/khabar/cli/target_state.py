"""How targets are, and a person's decision about one."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from importlib.resources import files
from itertools import chain
from typing import Any, cast

from redis.asyncio import Redis

from khabar import canaries
from khabar.config import TargetSettings
from khabar.events import make
from khabar.hours import put_off
from khabar.keys import Keys
from khabar.models import Command
from khabar.wire import Wire

Row = dict[str, Any]


async def states(redis: Redis, keys: Keys, targets: Sequence[TargetSettings], zone: tzinfo = UTC) -> list[Row]:
    """A row for each target: its state, since when and why, and how many deliveries wait, run, or failed before.

    What waits for the hours of a target is not said to fail but to go ``later``; hours are told in a ``zone``.
    """
    return [await _state(redis, keys, target, zone) for target in targets]


async def decide(redis: Redis, keys: Keys, verb: str, command: Command) -> tuple[str, str]:
    """Pause or resume the target that a command is about, and tell the command; its state before and after."""
    target = command.id
    event = make(f"command.{verb}", command, source="khabar/cli", subject=target, target=secrets.token_hex(8))
    script = redis.register_script((files("khabar.cli") / "target.lua").read_text("utf-8"))
    entry = chain.from_iterable(Wire().encode(event).items())
    told = await script(
        keys=[keys.due(target, "breaker"), keys.stream("commands")], args=[verb, command.reason, *entry]
    )
    before, after = (state.decode() for state in told)
    return before, after


async def _state(redis: Redis, keys: Keys, target: TargetSettings, zone: tzinfo) -> Row:
    due, urgent, flight = keys.due(target.id), keys.due(target.id, "urgent"), keys.due(target.id, "flight")
    seconds, _ = await redis.time()
    kept = cast("dict[bytes, bytes]", await redis.hgetall(keys.due(target.id, "breaker")))
    told = {name.decode(): value.decode("utf-8", "replace") for name, value in kept.items()}
    later = f"({(seconds + 1) * 1000}"
    failing = sum([await redis.zcount(key, later, "+inf") for key in (due, urgent)])
    opens = put_off(target.hours, zone, seconds * 1000) if target.hours else 0
    put_back = sum([await redis.zcount(key, opens, opens) for key in (due, urgent)]) if opens else 0
    return {
        "id": target.id,
        "type": target.type,
        "enabled": target.enabled,
        "state": told.get("state", "closed"),
        "since": _moment(told.get("since", "")),
        "waiting": await redis.zcard(due) + await redis.zcard(urgent),
        "in flight": await redis.zcard(flight),
        "later": put_back,
        "failing": max(0, failing - put_back),
        "reason": told.get("reason", ""),
    } | await canaries.figures(redis, keys, target.id)


def _moment(milliseconds: str) -> str:
    if not milliseconds.isdecimal() or milliseconds == "0":
        return ""
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC).isoformat(timespec="seconds")

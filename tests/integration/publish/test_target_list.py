"""``khabar target list`` on a terminal: what an operator looks for first stands on a hundred columns."""

import asyncio
import os
import sys
from typing import Any

from .rooms import PARTNER, MakeRoom, Room


async def listed(room: Room, *options: str) -> tuple[list[str], dict[str, str]]:
    """The head of the table, and the partner's row by it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "khabar.cli", "target", "list", *options),
        env=os.environ
        | {
            "KHABAR_REDIS_URL": room.settings.redis_url,
            "KHABAR_NEWSROOM": room.keys.newsroom,
            "KHABAR_CONFIG": str(room.settings.config),
            "COLUMNS": "130" if options else "100",
        },
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    _, head, *rows = out.decode().splitlines()
    names = [name.strip() for name in head.split("  ") if name.strip()]
    row = next(row for row in rows if PARTNER in row)
    starts = [*(head.index(name) for name in names), None]
    return names, {name: row[starts[at] : starts[at + 1]].strip() for at, name in enumerate(names)}


async def test_the_list_is_narrow_and_a_disabled_target_says_so(make_room: MakeRoom) -> None:
    room = await make_room(PARTNER, enabled=False)
    names, row = await listed(room)
    assert names == ["id", "type", "state", "since", "waiting", "later", "failing", "reason"]
    assert (row["state"], row["waiting"]) == ("disabled", "0")


async def test_when_a_target_went_down_is_told_to_the_minute(room: Room) -> None:
    kept: dict[Any, Any] = {"state": "open", "since": "1772352902000", "reason": "no answer"}
    await room.redis.hset(room.keys.due(PARTNER, "breaker"), mapping=kept)
    _, row = await listed(room)
    assert (row["state"], row["since"], row["reason"]) == ("open", "2026-03-01 08:15", "no answer")


async def test_the_wide_list_tells_all_figures(room: Room) -> None:
    names, row = await listed(room, "--wide")
    assert {"enabled", "in flight", "canary p50", "p95"} < set(names)
    assert (row["enabled"], row["in flight"], row["p95"]) == ("True", "0", "-")

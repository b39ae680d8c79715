"""How sources are doing: the rows of the list that operators see."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_ingest.registry.listed import Listed
from khabar_ingest.sources import PUSHED

Row = dict[str, Any]
_AT_ONCE: Final = 500
_REMEMBERED: Final = ("polled_at", "error", "address")
_HEARD: Final = ("heard_at", "silent_at")


async def states(redis: Redis, keys: Keys, listed: Sequence[Listed]) -> list[Row]:
    """A row for each source: where it stands, when it was polled and will be, when it last spoke, and what is wrong.

    Raises:
        RedisError: the server cannot be reached.
    """
    seconds, _ = await redis.time()
    rows = []
    for at in range(0, len(listed), _AT_ONCE):
        some = listed[at : at + _AT_ONCE]
        async with redis.pipeline(transaction=False) as pipe:
            for each in some:
                id_ = each.settings.id
                pipe.hmget(keys("source", id_), list(_REMEMBERED))
                pipe.hmget(keys("source", id_, "rhythm"), list(_HEARD))
                pipe.zscore(keys("source-due"), id_)
            found = await pipe.execute()
        for each, memory, heard, due in zip(some, found[::3], found[1::3], found[2::3], strict=True):
            said = {
                name: (value or b"").decode("utf-8", "replace")
                for name, value in zip(_REMEMBERED + _HEARD, memory + heard, strict=True)
            }
            rows.append(row(each, said, due, float(seconds)))
    return rows


def row(each: Listed, said: Mapping[str, str], due: float | None, now: float) -> Row:
    """The row of one source, from what is remembered of it."""
    settings, change = each.settings, each.change
    return {
        "id": settings.id,
        "type": settings.type,
        "state": _state(each, said),
        "origin": each.origin,
        "polled_at": _moment(said.get("polled_at", "")),
        "heard_at": _moment(said.get("heard_at", "")),
        "next_in_seconds": None if due is None else max(0, round(due / 1000 - now)),
        "url": said.get("address") or settings.url or "",
        "by": change.by,
        "reason": change.paused or said.get("error", ""),
    }


def _state(each: Listed, said: Mapping[str, str]) -> str:
    """One word: what stands in its way first."""
    if each.change.paused:
        return "paused"
    if said.get("error"):
        return "refused"
    if said.get("silent_at"):
        return "silent"
    if each.settings.type == PUSHED:
        return "pushed"
    return "polled" if said.get("polled_at") else "waiting"


def _moment(seconds: str) -> str:
    return datetime.fromtimestamp(float(seconds), UTC).isoformat(timespec="seconds") if seconds else ""

"""How the pipeline is doing: streams, consumer groups and services, for the status command and the control room."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import httpx
from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from khabar.figures import figures
from khabar.keys import LANED, STREAMS, Keys
from khabar.lag import unread
from khabar.liveness import lives

Row = dict[str, Any]
_PROBE_SECONDS = 3.0


async def collect(redis: Redis, keys: Keys, service_urls: Mapping[str, str]) -> dict[str, list[Row]]:
    """Gather rows of ``newsroom`` (figures), ``streams`` (entries), ``groups`` and ``services`` (status).

    A group's ``state`` is ``at work``, ``away`` (nobody works for it, and trimming waits for it), ``let go`` (trimming
    no longer waits), ``missing`` (registered, and destroyed by somebody) or ``not registered`` (trimming never waits).
    """
    streams = [{"stream": name, "entries": await redis.xlen(keys.stream(name))} for name in STREAMS]
    registry = await _registry(redis, keys)
    places = {name: keys.stream(name) for name in STREAMS} | {f"{name}.urgent": keys.lane(name) for name in LANED}
    groups = [row for name, key in places.items() for row in await _groups(redis, keys, (name, key), registry)]
    async with httpx.AsyncClient(timeout=_PROBE_SECONDS, trust_env=False) as client:
        services = await asyncio.gather(*(_service(client, name, url) for name, url in service_urls.items()))
    newsroom = await figures(redis, keys)
    return {"newsroom": newsroom, "streams": streams, "groups": groups, "services": services}


class _Check(BaseModel):
    """A probe's check, as far as it is shown."""

    name: str
    ok: bool
    action: str = ""


class _Readiness(BaseModel):
    """A probe's answer."""

    checks: list[_Check]


@dataclass(frozen=True, slots=True)
class _Registry:
    """Groups that trimming waits for, and those that it no longer waits for, as ``<stream>|<group>``."""

    registered: set[str]
    let_go: set[str]


async def _registry(redis: Redis, keys: Keys) -> _Registry:
    found = [cast("list[bytes]", await redis.hkeys(key)) for key in (keys.groups, keys.expired)]
    registered, let_go = ({_name(field) for field in fields} for fields in found)
    return _Registry(registered, let_go)


async def _groups(redis: Redis, keys: Keys, place: tuple[str, str], registry: _Registry) -> list[Row]:
    stream, key = place
    try:
        newest = (await redis.xinfo_stream(key))["last-generated-id"]
        found = [{**row, "lag": unread(row, newest)} for row in await redis.xinfo_groups(key)]
    except ResponseError as error:
        if "no such key" not in str(error):  # it only has no entry and no group yet
            raise
        found = []
    rows = [await _group(redis, keys, place, row, registry) for row in found]
    missing = {name for name in registry.registered if name.startswith(f"{stream}|")}
    missing -= {f"{stream}|{row['group']}" for row in rows}
    return rows + [{"stream": stream, "group": name.partition("|")[2], "state": "missing"} for name in sorted(missing)]


async def _group(redis: Redis, keys: Keys, place: tuple[str, str], row: Row, registry: _Registry) -> Row:
    stream, key = place
    name = _name(row["name"])
    full = f"{stream}|{name}"
    if full not in registry.registered:
        state = "not registered"
    elif full in registry.let_go:
        state = "let go"
    else:
        state = "at work" if await lives(redis, keys, key, name) else "away"
    return {
        "stream": stream,
        "group": name,
        "state": state,
        "consumers": row["consumers"],
        "pending": row["pending"],
        "lag": row.get("lag"),
        "delayed": await redis.zcard(keys.delayed(name)),
    }


def _name(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")


async def _service(client: httpx.AsyncClient, name: str, url: str) -> Row:
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            answer = await client.get(f"{url.rstrip('/')}/readyz")
        checks = _Readiness.model_validate_json(answer.content).checks
    except (httpx.HTTPError, httpx.InvalidURL, ValidationError, TimeoutError) as error:
        return {"service": name, "url": url, "status": "away", "detail": type(error).__name__}
    failed = "; ".join(f"{check.name}: {check.action}" for check in checks if not check.ok)
    return {"service": name, "url": url, "status": "ready" if answer.is_success else "not ready", "detail": failed}

"""How the pipeline is doing: streams, consumer groups and services, for the status command and the control room."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from khabar.keys import STREAMS, Keys

Row = dict[str, Any]
_PROBE_SECONDS = 3.0


async def collect(redis: Redis, keys: Keys, service_urls: Mapping[str, str]) -> dict[str, list[Row]]:
    """Gather rows of ``streams`` (entries), ``groups`` (consumers, pending, lag, delayed) and ``services`` (status)."""
    streams = [{"stream": name, "entries": await redis.xlen(keys.stream(name))} for name in STREAMS]
    groups = [row for name in STREAMS for row in await _groups(redis, keys, name)]
    async with httpx.AsyncClient(timeout=_PROBE_SECONDS, trust_env=False) as client:
        services = await asyncio.gather(*(_service(client, name, url) for name, url in service_urls.items()))
    return {"streams": streams, "groups": groups, "services": services}


class _Check(BaseModel):
    """A probe's check, as far as it is shown."""

    name: str
    ok: bool
    action: str = ""


class _Readiness(BaseModel):
    """A probe's answer."""

    checks: list[_Check]


async def _groups(redis: Redis, keys: Keys, stream: str) -> list[Row]:
    try:
        rows = await redis.xinfo_groups(keys.stream(stream))
    except ResponseError as error:
        if "no such key" in str(error):  # the stream has no entry and no group yet
            return []
        raise
    return [await _group(redis, keys, stream, row) for row in rows]


async def _group(redis: Redis, keys: Keys, stream: str, row: Row) -> Row:
    name = row["name"].decode("utf-8", "backslashreplace")
    return {
        "stream": stream,
        "group": name,
        "consumers": row["consumers"],
        "pending": row["pending"],
        "lag": row.get("lag"),
        "delayed": await redis.zcard(keys.delayed(name)),
    }


async def _service(client: httpx.AsyncClient, name: str, url: str) -> Row:
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            answer = await client.get(f"{url.rstrip('/')}/readyz")
        checks = _Readiness.model_validate_json(answer.content).checks
    except (httpx.HTTPError, httpx.InvalidURL, ValidationError, TimeoutError) as error:
        return {"service": name, "url": url, "status": "away", "detail": type(error).__name__}
    failed = "; ".join(f"{check.name}: {check.action}" for check in checks if not check.ok)
    return {"service": name, "url": url, "status": "ready" if answer.is_success else "not ready", "detail": failed}

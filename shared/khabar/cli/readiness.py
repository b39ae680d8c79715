"""What a service's own probe says about starting: ready, not yet, or waiting for a person."""

from typing import Literal

import httpx
from pydantic import BaseModel, ValidationError

Answer = Literal["ready", "not yet", "closed"]
ADMISSION = "admission"
"""The check that fails while no article is taken in."""


class _Check(BaseModel):
    name: str
    ok: bool


class _Told(BaseModel):
    checks: list[_Check]


async def ask(client: httpx.AsyncClient, url: str) -> Answer:
    """Ask ``/readyz``; a service that lacks nothing but an open admission is ``closed``."""
    try:
        answer = await client.get(f"{url}/readyz")
        failed = {check.name for check in _Told.model_validate_json(answer.content).checks if not check.ok}
    except (httpx.TransportError, ValidationError):
        return "not yet"
    if answer.is_success:
        return "ready"
    return "closed" if failed == {ADMISSION} else "not yet"

"""Whether a target can be reached from here, without delivering anything to it.

What a target of some kind takes is known to those who deliver to it: they register a coroutine function under the
entry-point group ``khabar.target_checks``, which is given a target's settings and says what it found, or raises
`KhabarError` with what to do. Where none is installed all that can be seen is whether something listens.
"""

import asyncio
from collections.abc import Awaitable, Callable
from importlib.metadata import entry_points
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from khabar.cli.settings import CommandSettings
from khabar.config import TargetSettings
from khabar.errors import KhabarError

Check: TypeAlias = Callable[[TargetSettings], Awaitable[str]]

_SECONDS: Final = 5.0
_PORTS: Final = {"http": 80, "https": 443}
_ELSEWHERE: Final = "credentials are checked where publish is: `python -m khabar_publish.checking`"


def installed() -> Check | None:
    """The check of whoever delivers to targets, if that is installed here."""
    found = next(iter(entry_points(group="khabar.target_checks")), None)
    if found is None:
        return None
    check: Check = found.load()
    return check


async def check_one(target: TargetSettings, chosen: CommandSettings, check: Check | None) -> dict[str, object]:
    """A row that says whether a target takes what we would deliver; without ``check`` whether anything is there."""
    try:
        what = await (check(target) if check else _listens(target, chosen))
    except (KhabarError, OSError, ValueError) as error:
        return _row(target, str(error) or f"no answer within {_SECONDS:g} s", ok=False)
    return _row(target, what, ok=True)


def _row(target: TargetSettings, what: str, *, ok: bool) -> dict[str, object]:
    return {"id": target.id, "type": target.type, "ok": ok, "what": what}


async def _listens(target: TargetSettings, chosen: CommandSettings) -> str:
    parts = urlsplit((target.url or chosen.site_url) if target.type == "site" else target.url or "")
    if not parts.hostname:
        return f"it has no url to be seen from here; {_ELSEWHERE}"
    port = parts.port or _PORTS.get(parts.scheme, _PORTS["https"])
    async with asyncio.timeout(_SECONDS):
        _, writer = await asyncio.open_connection(parts.hostname, port)
    writer.close()
    return f"{parts.hostname}:{port} takes connections; {_ELSEWHERE}"

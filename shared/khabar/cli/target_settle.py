"""What a person found at a target that cannot be asked: whether an article of which nobody knows it is there or not."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from itertools import chain
from typing import Any, cast

from redis.asyncio import Redis

from khabar.errors import KhabarError
from khabar.events import Event, make
from khabar.keys import Keys
from khabar.models import Command, JsonScalar
from khabar.wire import Wire

UNKNOWN = "unknown"


class Unsettled(KhabarError):
    """Nothing was settled; the message says why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody saw at a target: ``sent`` is what it calls the article, None where it shows nothing of it."""

    target: str
    article: str
    by: str
    reason: str
    sent: str | None = None
    url: str | None = None


async def settle(redis: Redis, keys: Keys, finding: Finding) -> dict[str, Any]:
    """Have the newsroom remember what was found, and tell the command; a row that says what to do next.

    Raises:
        Unsettled: nothing of the article is in doubt at this target, or it has changed just now.
    """
    key = keys.shown(finding.article)
    known = cast("bytes | None", await redis.hget(key, finding.target)) or b""
    now = _settled(known, finding)
    script = redis.register_script((files("khabar.cli") / "target_settle.lua").read_text("utf-8"))
    entry = chain.from_iterable(Wire().encode(_command(finding, now["revision"])).items())
    told = [finding.target, known, json.dumps(now, ensure_ascii=False), *entry]
    if not await script(keys=[key, keys.stream("commands")], args=told):
        msg = f"{finding.article} has just changed at {finding.target}; look again"
        raise Unsettled(msg)
    return {
        "target": finding.target,
        "article": finding.article,
        "revision": now["revision"],
        "state": now["state"],
        "next": f"khabar dead retry --target {finding.target} --article {finding.article}",
    }


def _command(found: Finding, revision: int) -> Event:
    arguments: dict[str, JsonScalar] = {"target": found.target, "revision": revision, "sent": found.sent}
    command = Command(id=found.article, by=found.by, reason=found.reason, arguments=arguments | {"url": found.url})
    once = f"{found.target}/{secrets.token_hex(8)}"
    return make("command.settle", command, source="khabar/cli", subject=found.article, target=once)


def _settled(known: bytes, finding: Finding) -> dict[str, Any]:
    """What is remembered from here on: the first delivery in doubt is there, or nothing is.

    A finding may be mended as long as nothing was delivered on it.
    """
    try:
        held: dict[str, Any] = json.loads(known or b"{}")
    except ValueError:
        held = {}
    if held.get("state") != UNKNOWN and not held.get("by_hand"):
        target = finding.target
        msg = f"nothing of {finding.article} is in doubt at {target}; see `khabar dead list --target {target}`"
        raise Unsettled(msg)
    place = {"remote_id": finding.sent, "url": finding.url, "state": "shown" if finding.sent else "removed"}
    kept = {name: value for name, value in (held | place).items() if value is not None}
    return kept | {"at": datetime.now(UTC).isoformat(), "by_hand": True}

"""What a target holds of an article, a tag or links, asked of the target itself or of the newsroom's own memory."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, cast
from urllib.parse import quote

import httpx
from redis.asyncio import Redis

from khabar.cli.settings import CommandSettings
from khabar.config import TargetSettings
from khabar.errors import ConfigError, Retryable
from khabar.events import Event
from khabar.linked import LINKED, version
from khabar.models import TagRuling
from khabar.replay import Held

Ask = Callable[[Event], Awaitable[Held]]
"""What is held of that which an event is about."""


def configured(chosen: CommandSettings, target: str) -> TargetSettings:
    """A target as the newsroom's file has it.

    Raises:
        ConfigError: there is none of that name.
    """
    known = {each.id: each for each in chosen.newsroom_config.delivered_to}
    if target not in known:
        msg = f"no target {target!r}; there are {', '.join(sorted(known))}"
        raise ConfigError(msg)
    return known[target]


def asking(chosen: CommandSettings, target: str, client: httpx.AsyncClient, redis: Redis) -> Ask:
    """How to learn what a target holds: a Khabar site is read back, of others it is known what they were given.

    Raises:
        ConfigError: there is no such target.
    """
    settings = configured(chosen, target)
    if settings.type == "site":
        return _read_back((settings.url or chosen.site_url).rstrip("/"), client)
    return _remembered(chosen, target, redis)


def _read_back(site: str, client: httpx.AsyncClient) -> Ask:
    async def ask(event: Event) -> Held:
        try:
            answer = await client.get(f"{site}/api/{_path(event)}")
        except httpx.TransportError as error:
            msg = f"the site at {site} cannot be asked what it holds ({type(error).__name__} {error})"
            raise Retryable(msg) from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            return Held()
        try:
            told: dict[str, Any] = answer.raise_for_status().json()
        except (httpx.HTTPStatusError, ValueError) as error:
            msg = f"{site} answered {answer.status_code}, not as a site does; is it Khabar's?"
            raise Retryable(msg) from error
        return _held(told)

    return ask


def _path(event: Event) -> str:
    id_, kind = quote(event.subject, safe=""), LINKED.get(event.name, "")
    if kind == "story":
        return f"stories/{id_}"
    place = "tags" if isinstance(event.data, TagRuling) else "articles"
    return f"{place}/{id_}/{kind}" if kind else f"{place}/{id_}"


def _remembered(chosen: CommandSettings, target: str, redis: Redis) -> Ask:
    async def ask(event: Event) -> Held:
        if isinstance(event.data, TagRuling) or event.name in LINKED:
            return Held(version(event) or event.revision)  # others are told of it once, so nothing would change
        kept = await redis.hget(chosen.keys.shown(event.subject), target)
        return _held(json.loads(cast("bytes", kept))) if kept else Held()

    return ask


def _held(told: dict[str, Any]) -> Held:
    def text(name: str) -> str:
        return str(told.get(name) or "")

    number = int(told.get("version") or told["revision"])
    return Held(number, text("state"), text("content_sha256"), text("push_sha256"), text("url"))

"""Newsrooms with webhooks as targets, and the service that delivers to them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from asgi_lifespan import LifespanManager
from redis.asyncio import Redis

from khabar import Event
from khabar.keys import Keys
from khabar.stage import Backoff
from khabar_publish.app import Service, make_service
from khabar_publish.deliverer import Deliverer
from khabar_publish.settings import PublishSettings

from .desk import Desk, until
from .receiver import SECRET, Receiver

PARTNER = "partner"
SOON = Backoff(base=0.05, cap=0.1)


@dataclass
class Room:
    """One newsroom with its receivers by target."""

    desk: Desk
    settings: PublishSettings
    receivers: dict[str, Receiver]

    @property
    def partner(self) -> Receiver:
        return self.receivers[PARTNER]

    @property
    def redis(self) -> Redis:
        return self.desk.redis

    @property
    def keys(self) -> Keys:
        return self.desk.keys

    def add(self, line: str) -> None:
        """Add a line to the last target in the newsroom's file, for the next start of the service."""
        path = self.settings.config
        assert path
        path.write_text(f"{path.read_text()}\n{line}\n")
        self.settings = PublishSettings.model_validate(self.settings.model_dump())

    @asynccontextmanager
    async def at_work(self, backoff: Backoff = SOON) -> AsyncIterator["Work"]:
        """The service as operators run it, with retries soon."""
        service = make_service(self.settings, backoff)
        async with LifespanManager(service.application(self.settings), startup_timeout=60, shutdown_timeout=60):
            yield Work(service)

    async def breaker(self, target: str = PARTNER) -> dict[str, str]:
        kept = cast("dict[bytes, bytes]", await self.redis.hgetall(self.keys.due(target, "breaker")))
        return {name.decode(): value.decode() for name, value in kept.items()}

    async def alarms(self) -> list[str]:
        return [event.name for event in await self.desk.told("ops") if event.name.startswith("target.")]

    async def delivered(self, seconds: float = 60, target: str = PARTNER) -> list[Event]:
        """Wait until nothing waits any more for a target; what was told of it."""

        async def idle() -> bool:
            return await self.desk.is_idle(target)

        await until(idle, seconds)
        return [event for event in await self.desk.told() if target in event.source]


@dataclass
class Work:
    """The service at work, whose clock a test may move."""

    service: Service

    def deliverer(self, target: str = PARTNER) -> Deliverer:
        return next(one for one in self.service.deliverers if one.target == target)

    def later(self, seconds: float) -> None:
        """Let time go by, as the server counts it."""
        for one in self.service.deliverers:
            one.deliveries.skew_ms += int(seconds * 1000)
            one.wake()

    async def while_time_goes_by(self, room: Room, *, step: float = 5, seconds: float = 100) -> None:
        """Move the clock on until everything is delivered to the partner."""

        async def idle() -> bool:
            self.later(step)
            return await room.desk.is_idle(PARTNER)

        await until(idle, seconds)


def toml(folder: Path, receivers: dict[str, Receiver], **options: Any) -> Path:  # noqa: ANN401 - a target's settings
    """A newsroom's file with these receivers; ``options`` are further lines for each."""
    (folder / "secret").write_text(SECRET)
    lines = [f"{name} = {str(value).lower()}" for name, value in options.items()]
    tables = [
        "\n".join(
            ["[[targets]]", f'id = "{id_}"', 'type = "webhook"', f'url = "{one.url}"', 'secret_file = "secret"', *lines]
        )
        for id_, one in receivers.items()
    ]
    path = folder / "newsroom.toml"
    path.write_text("\n".join(tables))
    return path


MakeRoom = Callable[..., Awaitable[Room]]

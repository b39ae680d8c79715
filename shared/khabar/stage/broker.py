"""FastStream's broker as the stages use it."""

import asyncio
import logging
import os
from collections.abc import Sequence
from typing import Any

import structlog
from faststream.redis import RedisBroker
from faststream.redis.configs import ConnectionState
from redis.asyncio import Redis
from redis.exceptions import RedisError

from khabar.server import connect, passes
from khabar.settings import Settings
from khabar.stage.stage import Stage

START_AGAIN_SECONDS = 1.0
READ_SECONDS = 5.0
"""How long a read may take that waits for a second at most: after a lost one FastStream pauses for 5 s, and a stage is
to be back at work within 10 s."""

log = structlog.get_logger()


class _OurConnections(ConnectionState[Any]):
    """A broker's client, made like every other: for one server, the master behind sentinels, or a newsroom's slot."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    async def connect(self) -> Redis:
        # A read that was lost is claimed back, not repeated.
        self._client = connect(self._url, retries=0, seconds=READ_SECONDS)
        # A stage makes its groups itself, by a script that a full server takes too; FastStream's own call it refuses.
        self._client.xgroup_create = _made_already  # type: ignore[method-assign,assignment]
        self._connected = True
        return self._client


async def _made_already(**_: object) -> bool:
    return True


class PatientBroker(RedisBroker):
    """A broker whose start waits for the server; FastStream's would leave a process behind that does nothing."""

    def __init__(self, url: str, **options: Any) -> None:  # noqa: ANN401 - FastStream's own options
        self._ours = _OurConnections(url)
        super().__init__(**options)

    def _make_connection_state(self, *_: object) -> ConnectionState[Any]:
        return self._ours

    async def start(self) -> None:
        """Connect and start the readers, again and again while the server is away or full."""
        while True:
            try:
                await super().start()
            except (RedisError, OSError) as error:
                # FastStream gives a reader that waits for a server that hangs no more than some seconds.
                if not (passes(error) or isinstance(error, TimeoutError)):
                    raise
                log.warning("broker.waiting", reason=str(error), next_step="is the server up, with memory to spare?")
                await self.stop()
                await asyncio.sleep(START_AGAIN_SECONDS)
            else:
                return


def broker_for(stages: Sequence[Stage], settings: Settings) -> RedisBroker:
    """One broker whose subscribers read for all the stages of a service."""
    # FastStream starts a reader that was refused again at once, in a hot loop; a stage does so once a second.
    os.environ.setdefault("FASTSTREAM_SUPERVISOR_DISABLED", "1")
    broker = PatientBroker(
        settings.redis_url,
        apply_types=False,
        logger=logging.getLogger("khabar.faststream"),
        log_level=logging.DEBUG,
        graceful_timeout=20.0,
    )
    for stage in stages:
        stage.attach(broker)
    return broker

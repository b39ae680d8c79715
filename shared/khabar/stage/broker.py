"""FastStream's broker as the stages use it."""

import asyncio
import logging
import os
from collections.abc import Sequence

import structlog
from faststream.redis import RedisBroker
from redis.exceptions import RedisError

from khabar.server import passes
from khabar.settings import Settings
from khabar.stage.stage import Stage

START_AGAIN_SECONDS = 1.0

log = structlog.get_logger()


class PatientBroker(RedisBroker):
    """A broker whose start waits for the server; FastStream's would leave a process behind that does nothing."""

    async def start(self) -> None:
        """Connect and start the readers, again and again while the server is away or full."""
        while True:
            try:
                await super().start()
            except (RedisError, OSError) as error:
                if not passes(error):
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
        socket_timeout=10.0,
        socket_connect_timeout=3.0,
        health_check_interval=30,
    )
    for stage in stages:
        stage.attach(broker)
    return broker

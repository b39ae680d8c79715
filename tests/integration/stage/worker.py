"""A stage as a process of its own, that the tests stop and kill: ``worker.py seconds-per-article``."""

import asyncio
import os
import sys

from faststream.asgi import AsgiFastStream

from khabar.events import Event
from khabar.models import Revision
from khabar.service import start
from khabar.settings import Settings
from khabar.stage import Passed, Stage, application, pulse, stage

SECONDS = float(sys.argv[1]) if __name__ == "__main__" else 0.0
KILLER = "يقتل"
"""A headline with this word ends the process that handles it, as a crash in a library would."""


def make_app(settings: Settings) -> AsgiFastStream:
    """One stage, ten times as restless as in service."""
    pulse.BEAT_SECONDS, pulse.LIVES_SECONDS, stage.KEEP_SECONDS = 0.1, 0.5, 0.1
    worker = Stage("enrich", reads="articles", settings=settings)

    @worker.on("article.created")
    async def on_created(event: Event) -> list[Passed]:
        if isinstance(event.data, Revision) and KILLER in event.data.headline:
            os._exit(1)
        await asyncio.sleep(SECONDS)
        return [Passed(event, "enriched")]

    return application([worker], settings)


if __name__ == "__main__":
    start("worker", Settings, make_app)

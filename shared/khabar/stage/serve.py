"""Stages as a service: FastStream's ASGI application with our probes."""

from collections.abc import Sequence

from faststream.asgi import AsgiFastStream
from starlette.applications import Starlette
from starlette.types import ASGIApp

from khabar.probes import Check, routes
from khabar.settings import Settings
from khabar.stage.broker import broker_for
from khabar.stage.stage import Stage


def application(stages: Sequence[Stage], settings: Settings) -> AsgiFastStream:
    """The service's application: it waits for the server, makes the groups, reads, and answers the probes."""

    async def readiness() -> list[Check]:
        return [check for stage in stages for check in await stage.readiness()]

    probes = routes(readiness)
    web: ASGIApp = Starlette(routes=probes)
    return AsgiFastStream(
        broker_for(stages, settings),
        asgi_routes=[(route.path, web) for route in probes],
        logger=None,
        on_startup=[stage.prepare for stage in stages],
        after_startup=[stage.started for stage in stages],
        on_shutdown=[stage.stopping for stage in stages],
        after_shutdown=[stage.stopped for stage in stages],
    )

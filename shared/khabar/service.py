"""How every service begins: read the settings, set up the logs, build the application, serve it."""

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TypeVar

import uvicorn
from starlette.types import ASGIApp

from khabar import logs, settings
from khabar.errors import ConfigError
from khabar.settings import Settings

S = TypeVar("S", bound=Settings)
BAD_CONFIGURATION = 78
"""Exit code for a wrong configuration (EX_CONFIG of sysexits.h): starting again will not help."""

NOT_STARTED = 3
"""Exit code when the application could not start or its port is taken; the log says why."""


def start(service: str, kind: type[S], make_app: Callable[[S], ASGIApp]) -> None:
    """Serve until SIGTERM or SIGINT; what is in hand is finished first. A wrong setting ends with exit code 78."""
    try:
        chosen = settings.load(kind)
        logs.configure(service, chosen)
        app = make_app(chosen)
    except ConfigError as error:
        sys.stderr.write(f"{service}: {error}\n")
        raise SystemExit(BAD_CONFIGURATION) from error
    config = uvicorn.Config(
        app,
        host=chosen.host,
        port=chosen.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        lifespan="on",
    )
    server = _Server(config)
    with suppress(KeyboardInterrupt):  # uvicorn raises what it was told, after it has stopped
        server.run()
    if not server.started:
        raise SystemExit(NOT_STARTED)


class _Server(uvicorn.Server):
    """Ends at once when it is told to before it serves: a stage may wait for ever then, with nothing in hand."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.started:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        super().handle_exit(sig, frame)

"""Logs on stdout: pretty on a terminal, one JSON object a line elsewhere; one rich line per handled event."""

import logging
import os
import sys

import structlog

from khabar.settings import Settings


def configure(service: str, settings: Settings) -> None:
    """Set up structlog, and send what libraries log through it at warning level."""
    pretty = settings.log_format == "pretty" or (settings.log_format == "auto" and sys.stdout.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    plain = structlog.dev.plain_traceback  # the rich one prints local variables: whole articles, and secrets
    colours = sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain, pad_event_to=0)
        if pretty
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    tail = [] if pretty else [structlog.processors.format_exc_info]
    structlog.configure(
        processors=[*shared, *tail, last],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    _route_standard_logging([*shared], last)


def _route_standard_logging(chain: list[structlog.typing.Processor], last: structlog.typing.Processor) -> None:
    strip: structlog.typing.Processor = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=chain, processors=[strip, structlog.processors.format_exc_info, last]
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)

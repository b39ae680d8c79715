"""A decision about an article's links as events. Pure."""

from typing import Final

from khabar import events
from khabar.events import Event
from khabar.models import Command, LinkLocks
from khabar_ingest.links.order import LinkVerb

SOURCE: Final = "khabar/ingest/links"
LOCKS: Final = "links"
"""The argument of a command that carries all that then stands, as JSON, so that a restore needs no more."""


def locked(verb: LinkVerb, locks: LinkLocks) -> tuple[Event, Event]:
    """The command about an article's links, and what it changed."""
    arguments: dict[str, str | int | float | bool | None] = {LOCKS: locks.to_json().decode()}
    command = _of(f"command.{verb}", Command(id=locks.id, by=locks.by, reason=locks.reason, arguments=arguments), locks)
    return command, changed(locks, command)


def changed(locks: LinkLocks, cause: Event | None = None) -> Event:
    """All that stands about an article's links."""
    return _of("links.changed", locks, locks, cause)


def _of(name: str, told: Command | LinkLocks, locks: LinkLocks, cause: Event | None = None) -> Event:
    once = locks.at.isoformat() if locks.at else ""
    return events.make(
        name, told, source=SOURCE, subject=locks.id, revision=locks.revision, target=once, cause=cause, time=locks.at
    )

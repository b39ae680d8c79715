"""A decision about tags as events, and as what is to be written with them. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from khabar import events
from khabar.events import Event
from khabar.keys import Keys
from khabar.models import Command, Report, TagLocks, TagRuling
from khabar.wire import Wire
from khabar_ingest.timers import Effect

SOURCE: Final = "khabar/ingest/tags"
ENRICH: Final = "enrich"
"""The stage that writes the stream ``enriched``."""

RULING, LOCKS, REJECTED = "ruling", "locks", "rejected"
"""The arguments of a command that carry all that then stands, as JSON, so that a restore needs no more."""

_VERBS: Final = {
    "merge": "merge-tag", "unmerge": "unmerge-tag", "rename": "rename-tag", "block": "block", "unblock": "unblock",
    "accept": "accept-tag", "reject": "reject-tag",
}  # fmt: skip


def ruled(verb: str, ruling: TagRuling) -> Iterator[Event]:
    """The events of a ruling: the command, what it changed, and for a merger that too."""
    command = _command(_VERBS[verb], ruling.id, ruling, **{RULING: ruling.to_json().decode()})
    yield command
    yield changed(ruling, command)
    if verb == "merge" and ruling.into:
        report = Report(about=ruling.id, message=ruling.reason, figures={"into": ruling.into.id, "by": ruling.by})
        yield _of(ruling, "tag.merged", report, command)


def changed(ruling: TagRuling, cause: Event | None = None) -> Event:
    """All that stands about a tag."""
    return _of(ruling, "tag.changed", ruling, cause)


def _of(ruling: TagRuling, name: str, told: TagRuling | Report, cause: Event | None) -> Event:
    return events.make(
        name, told, source=SOURCE, subject=ruling.id, revision=ruling.revision, cause=cause, time=ruling.at
    )


def rejected(key: str, ruling: TagRuling) -> Event:
    """The command that wants no tag for a name."""
    return _command(_VERBS["reject"], key, ruling, **{REJECTED: key})


def locked(locks: TagLocks) -> tuple[Event, Event]:
    """The command about an article's tags, and what it changed."""
    command = _command("retag", locks.id, locks, **{LOCKS: locks.to_json().decode()})
    once = _moment(locks.at)
    told = events.make(
        "tags.changed", locks, source=SOURCE, subject=locks.id, revision=locks.revision, target=once,
        cause=command, time=locks.at,
    )  # fmt: skip
    return command, told


def add(keys: Keys, event: Event, wire: Wire) -> Effect:
    """What is to be done so that an event is told: a command at once, all else by way of enrich, which passes it on."""
    stream = keys.stream(event.stream) if event.stream == "commands" else keys.again(ENRICH)
    return ("XADD", stream, "*", *flat(wire.encode(event)))


def flat(fields: dict[str, Any]) -> Iterator[str]:
    """Fields and values in turn, as text."""
    for name, value in fields.items():
        yield name
        yield value.decode() if isinstance(value, bytes) else str(value)


def _command(verb: str, id_: str, decided: TagRuling | TagLocks, **arguments: str) -> Event:
    command = Command(id=id_, by=decided.by, reason=decided.reason, arguments=dict(arguments))
    once = _moment(decided.at)
    number = decided.revision
    return events.make(
        f"command.{verb}", command, source=SOURCE, subject=id_, revision=number, target=once, time=decided.at
    )


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""

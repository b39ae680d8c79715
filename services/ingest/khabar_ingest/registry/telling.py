"""A change to the list of sources as an event, so that the archive keeps it and a restore brings it back."""

from typing import Final

from khabar import events
from khabar.events import Event
from khabar.models import Command
from khabar_ingest.registry.change import Change

ADD, REMOVE, PAUSE, RESUME = VERBS = ("add-source", "remove-source", "pause-source", "resume-source")
_SOURCE: Final = "khabar/ingest/sources"


def told(verb: str, id_: str, change: Change) -> Event:
    """A command about a source; its argument ``change`` is all that then stands over newsroom.toml, as JSON."""
    kept = change.model_dump_json(exclude_defaults=True)
    command = Command(id=id_, by=change.by, reason=change.paused, arguments={"change": kept})
    at = change.at.isoformat() if change.at else ""
    return events.make(f"command.{verb}", command, source=_SOURCE, subject=id_, target=at, time=change.at)

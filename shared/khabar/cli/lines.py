"""An entry as a person reads it: time, event, article, revision, and the words that tell which article it is."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from khabar.errors import KhabarError
from khabar.events import Event
from khabar.wire import Wire

_WORDS = ("headline", "url", "reason", "error", "message", "outcome")
_DELIVERY = ("target", "outcome", "took_seconds", "url", "remote_id", "retry_at")
"""What is told of a delivery beside its words."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def plain(text: str) -> str:
    """Text that is safe on a terminal: control codes, which could move the cursor or hide a line, are shown as such."""
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def describe(entry_id: str, stream: str, fields: Mapping[bytes, bytes], wire: Wire) -> dict[str, Any]:
    """A row for a table or JSON; an entry that is not ours says so instead of failing."""
    row: dict[str, Any] = {"entry": entry_id, "stream": stream}
    try:
        return row | _row(wire.decode(fields))
    except KhabarError as error:
        return row | {"event": "(undecodable)", "what": str(error)}


def _attempt(event: Event) -> int:
    """Which try an event is, or tells of."""
    told = getattr(event.data, "attempts", None) or getattr(event.data, "attempt", None)
    return told if isinstance(told, int) else event.attempt


def _value(value: object) -> object:
    return value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else value


def _row(event: Event) -> dict[str, Any]:
    words = [value for name in _WORDS if (value := getattr(event.data, name, None))]
    return {
        "time": event.time.isoformat(timespec="milliseconds"),
        "event": event.name,
        "article": event.subject,
        "revision": event.revision,
        "attempt": _attempt(event),
        "source": event.source,
        **{name: value for name in _DELIVERY if (value := _value(getattr(event.data, name, None))) is not None},
        "what": unquote(str(words[0])) if words else "",
    }

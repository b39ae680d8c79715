"""One dead letter as it lies in its stream."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from khabar.dead.decision import Decision
from khabar.errors import KhabarError
from khabar.events import Event
from khabar.models import DeadLetter
from khabar.wire import Wire


@dataclass(frozen=True, slots=True)
class Letter:
    """An entry of the stream of dead letters.

    ``event`` is None for one that Khabar did not write or that is damaged; ``fault`` says what is wrong with it then.
    """

    id: str
    fields: Mapping[bytes, bytes]
    event: Event | None = None
    fault: str = ""
    decision: Decision | None = None

    @property
    def content(self) -> DeadLetter | None:
        """What happened, and the event that it happened to."""
        return self.event.data if self.event and isinstance(self.event.data, DeadLetter) else None

    @property
    def state(self) -> str:
        """``waiting``, ``retried`` or ``dropped``."""
        return self.decision.what if self.decision else "waiting"

    def original(self) -> dict[bytes, bytes]:
        """The fields of the entry that could not be handled, byte by byte."""
        if self.content is None:
            return {}
        text = {name.encode(): value.encode() for name, value in self.content.fields.items()}
        return text | {name.encode(): b64decode(value) for name, value in self.content.raw.items()}


def read(entry_id: str, fields: Mapping[bytes, bytes], decision: Decision | None, wire: Wire) -> Letter:
    """Read an entry of the stream of dead letters; never fails."""
    try:
        event = wire.decode(fields)
    except KhabarError as error:
        return Letter(entry_id, fields, None, str(error), decision)
    fault = "" if isinstance(event.data, DeadLetter) else f"{event.name} is no dead letter"
    return Letter(entry_id, fields, event, fault, decision)

"""A decision as the arguments of the script that writes it."""

from dataclasses import dataclass
from datetime import datetime

from khabar.events import Event
from khabar.keys import Keys
from khabar.models import Revision
from khabar.wire import Wire
from khabar_ingest.decision import Decision
from khabar_ingest.state import FIELDS, State
from khabar_ingest.timers import Effect, effects, family

Part = str | bytes


@dataclass(frozen=True, slots=True)
class Known:
    """An article's state, and of a draft the aliases it has and what each leads to ("" = nothing yet)."""

    state: State
    names: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A decision, and what the script is given for it.

    Args:
        decision: what was decided.
        writes: whether anything is to be written; what is not may still be checked to be so.
        arguments: the script's, behind the fields of a state.
        named: keys that effects name.
        dropped: the sealed text that nobody needs once this is written, or nothing.
    """

    decision: Decision
    writes: bool
    arguments: tuple[Part, ...]
    named: tuple[str, ...] = ()
    dropped: str = ""


def nothing(decision: Decision, state: State) -> Plan:
    """A decision that writes nothing."""
    return Plan(decision, writes=False, arguments=(*_expected(state), "0", "0", "0", "0", decision.id))


def plan(  # noqa: PLR0913 - what is known, what was decided, and where it goes
    known: Known, decision: Decision, at: datetime, keys: Keys, wire: Wire, *, extra: tuple[Effect, ...] = ()
) -> Plan:
    """Say what is to be written; what is sealed or large is kept in the blob store on the way.

    Raises:
        OSError, Retryable: the blob store does not take it.
    """
    if not (_is_news(known, decision) or extra):
        return nothing(decision, known.state)
    if decision.sealed is not None and wire.blobs is not None:
        wire.blobs.put(decision.sealed.to_json(), sealed=True)
    before, after = known.state, known.state.after(decision.writes)
    done = [*effects(keys, before, after, at), *family(keys, decision.text), *extra]
    names = [part for pair in zip(known.names, known.leads, strict=True) for part in pair]
    arguments = [*_expected(before), *_list(names), *_entries(decision, wire)]
    arguments += _list([part for pair in decision.writes for part in pair])
    arguments += [str(len(done)), *(part for effect in done for part in _list(list(effect))), decision.id]
    dropped = before.get("sealed") if before.get("sealed") != after.get("sealed") else ""
    return Plan(decision, True, tuple(arguments), tuple(effect[1] for effect in done), dropped)  # noqa: FBT003 - named in Plan


def _is_news(known: Known, decision: Decision) -> bool:
    """Whether anything is to be written: an event, fields, an alias; of what is refused, the aliases of a kill."""
    unknown = "" in known.leads and (decision.kind != "rejected" or known.state.status == "killed")
    return bool(decision.event or unknown or (decision.writes and decision.kind != "rejected"))


def _entries(decision: Decision, wire: Wire) -> list[Part]:
    told = [event for event in (decision.command, decision.event) if event]
    parts: list[Part] = [str(len(told))]
    for event in told:
        parts += [_kind(event), *_list([part for pair in wire.encode(event).items() for part in pair])]
    return parts


def _kind(event: Event) -> str:
    if event.stream == "commands":
        return "command"
    carried = "text" if isinstance(event.data, Revision) else "notice"
    return f"urgent {carried}" if event.lane == "urgent" else carried


def _expected(state: State) -> list[Part]:
    return _list([state.get(field) for field in FIELDS] if state.fields else [])


def _list(parts: list[Part] | list[str]) -> list[Part]:
    return [str(len(parts)), *parts]

"""What becomes of a person's command, decided purely: no clock, network or disk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from khabar import events
from khabar.events import Event
from khabar.models import Block, Command, CorrectionNote, Revision
from khabar_ingest.decision import Decision, Kind
from khabar_ingest.draft import Embargo
from khabar_ingest.revising import compared, renumber, rewrite
from khabar_ingest.state import State
from khabar_ingest.telling import NOWHERE, Occasion, Places, remove, seal, show, show_sealed
from khabar_ingest.text import normalise

Verb = Literal["kill", "withdraw", "unpublish", "release", "correct", "merge"]
VERBS: Final[tuple[Verb, ...]] = ("kill", "withdraw", "unpublish", "release", "correct", "merge")

_FROM: Final[dict[Verb, frozenset[str]]] = {
    "kill": frozenset({"held", "usable", "unpublished", "withdrawn", "expired", "merged"}),
    "withdraw": frozenset({"held", "usable", "unpublished", "expired"}),
    "unpublish": frozenset({"usable", "withdrawn"}),
    "merge": frozenset({"held", "usable", "unpublished", "withdrawn", "expired"}),
    "release": frozenset({"held", "unpublished", "withdrawn"}),
    "correct": frozenset({"held", "usable", "unpublished", "withdrawn"}),
}
_REMOVALS: Final[dict[Verb, Kind]] = {
    "kill": "killed", "withdraw": "withdrawn", "unpublish": "unpublished", "merge": "merged",
}  # fmt: skip


def _line(value: str) -> str:
    line = normalise(value)
    if not line:
        msg = "is empty"
        raise ValueError(msg)
    return line


def _person(value: str) -> str:
    line = _line(value)
    if line.startswith(("source ", "khabar/")):
        msg = "names a source or a part of Khabar, not who decides"
        raise ValueError(msg)
    return line


Reason = Annotated[str, Field(max_length=500), AfterValidator(_line)]
"""Why somebody decides, in a line."""

Person = Annotated[str, Field(max_length=100), AfterValidator(_person)]
"""Who decides."""


class Order(BaseModel):
    """A person's command: why, by whom, and for a correction or a merge what it is to do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Reason
    by: Person = "api"
    note: Annotated[str, Field(max_length=1_000), AfterValidator(_line)] | None = None
    kind: Literal["minor", "major"] = "minor"
    headline: str | None = None
    lead: str | None = None
    body: tuple[Block, ...] | None = None
    into: str | None = None

    def lacks(self, verb: Verb) -> str:
        """What a verb needs and was not given, as a sentence; nothing when all is there."""
        needed = {"correct": ("note", self.note), "merge": ("into", self.into)}
        name, value = needed.get(verb, ("", "given"))
        return "" if value else f"{name}: Field required to {verb}"

    def arguments(self) -> dict[str, str | int | float | bool | None]:
        """What a command's event tells beside who and why; a correction's words are in the revision that follows."""
        return {key: value for key, value in (("into", self.into), ("note", self.note)) if value}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known when a person decides: the text that the verb works on, and where the article was seen."""

    at: datetime
    text: Revision | None = None
    shown: Revision | None = None
    places: Places = NOWHERE
    into: State | None = None
    never: bool = False


def text_wanted(verb: Verb, state: State) -> Literal["sealed", "entry", ""]:
    """Which of an article's texts a verb works on: the one that waits, or the one the public has or had."""
    if verb not in {"release", "correct"} or state.status not in _FROM["correct"]:
        return ""
    if state.get("sealed") and not (verb == "correct" and state.status == "usable"):
        return "sealed"
    return "entry" if state.get("entry") and (verb == "correct" or state.status != "usable") else ""


def obey(verb: Verb, order: Order, state: State, scene: Scene) -> Decision:
    """Decide what a command does to an article: an outcome, ``unchanged`` when it is done already, or ``refused``."""
    if not state.known:
        return Decision("unknown", state.id, 0, f"there is no article {state.id}")
    if _is_done(verb, order, state):
        return Decision("unchanged", state.id, state.revision, state.get("reason"))
    if reason := _refusal(verb, state, scene):
        return Decision("refused", state.id, state.revision, reason)
    source = state.get("source")
    on = Occasion(scene.at, source, state.get("rawsha256"), _command(verb, order, state, scene.at))
    if verb in _REMOVALS:
        into = order.into if verb == "merge" else None
        on = Occasion(scene.at, source, cause=on.cause)
        return remove(_REMOVALS[verb], state, on, reason=order.reason, by=order.by, places=scene.places, into=into)
    if scene.text is None:
        msg = f"the text of article {state.id} is not there"
        raise ValueError(msg)
    if verb == "release":
        return show_sealed(scene.text, state, on)
    return _correct(order, state, scene, scene.text, on)


def _is_done(verb: Verb, order: Order, state: State) -> bool:
    return _REMOVALS.get(verb) == state.status and (verb != "merge" or state.get("into") == order.into)


def _refusal(verb: Verb, state: State, scene: Scene) -> str:
    approves = verb == "release" and state.status == "usable" and state.get("sealed")
    if state.status not in _FROM[verb] and not approves:
        return f"article {state.id} is {state.status}; {verb} works on what is {', '.join(sorted(_FROM[verb]))}"
    if verb == "release" and scene.never:
        return f"source {state.get('source')} is never published (publish = never); change that in newsroom.toml first"
    if verb == "release" and scene.text and scene.text.expires_at and scene.text.expires_at <= scene.at:
        return f"article {state.id} expired at {scene.text.expires_at.isoformat()}"
    return _merge_refusal(state, scene.into) if verb == "merge" else ""


def _merge_refusal(state: State, into: State | None) -> str:
    if into is None or not into.known:
        return "into: there is no such article"
    if into.id == state.id:
        return "into: an article cannot be merged into itself"
    return "" if into.status == "usable" else f"into: article {into.id} is {into.status}, and shown to nobody"


def _command(verb: Verb, order: Order, state: State, at: datetime) -> Event:
    command = Command(id=state.id, by=order.by, reason=order.reason, arguments=order.arguments())
    number = state.revision + 1
    source = "khabar/ingest"
    return events.make(f"command.{verb}", command, source=source, subject=state.id, revision=number, time=at)


def _correct(order: Order, state: State, scene: Scene, text: Revision, on: Occasion) -> Decision:
    """Correct the text in place: what the public sees at once, what waits as what waits."""
    words = (
        text.headline if order.headline is None else order.headline,
        text.lead if order.lead is None else order.lead,
        text.body if order.body is None else order.body,
    )
    unseen = state.status == "held"  # what nobody has seen needs no public note
    note = None if unseen else CorrectionNote(note=order.note or "", kind=order.kind)
    corrected = renumber(rewrite(text, words, note, scene.at), state)
    if corrected.content_sha == text.content_sha and (unseen or _says(text) == (order.note, order.kind)):
        return Decision("unchanged", state.id, state.revision, "the article is so already")
    if state.status == "usable":
        return show("corrected", compared(corrected, text), state, on, forget=())
    reason = state.get("reason") if state.get("sealed") else f"the article was {state.status}; a release shows this"
    return seal(compared(corrected, scene.shown), state, Embargo(until=state.embargo_until, reason=reason), on)


def _says(text: Revision) -> tuple[str, str] | None:
    return (text.correction.note, text.correction.kind) if text.correction else None

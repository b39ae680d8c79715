"""The three things that can be told of an article: a text, that a text waits, that the article leaves. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from khabar import events
from khabar.blobs import sha256
from khabar.events import Event, Lane
from khabar.models import Held, Model, Removal, Revision, SourceRef
from khabar_ingest.carrying import carried, carry
from khabar_ingest.decision import Decision, Kind
from khabar_ingest.draft import Embargo
from khabar_ingest.state import SEEN_CHARACTERS, State

_REMEMBERED: Final = 8
_URGENT: Final = 2
"""IPTC urgency up to which an article takes the fast lane."""

WAIT: Final = ("sealed", "embargo_until", "reason")
"""The fields that say what waits, and for what."""

_FINAL: Final = frozenset({"killed", "merged", "expired"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something is decided, from which bytes, and upon which command of a person."""

    at: datetime
    source: str
    rawsha256: str = ""
    cause: Event | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where an article is or ever was to be seen: its addresses, and the targets that hold them."""

    urls: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


NOWHERE: Final = Places()


@dataclass(frozen=True, slots=True)
class Public:
    """What the public has of an article: its newest text, where that is asked for, and the places."""

    text: Revision | None = None
    places: Places = NOWHERE


NOTHING: Final = Public()


def show(kind: Kind, revision: Revision, state: State, on: Occasion, *, forget: tuple[str, ...] = WAIT) -> Decision:
    """Tell a text to the public with the article's story so far, and forget what was waiting, or a part of it."""
    revision = carry(revision, state, on.at)
    urgent = revision.breaking or (revision.urgency or 9) <= _URGENT
    event = _event(kind, revision, state, on, "urgent" if urgent else "normal")
    writes = _accepted(revision, state, on) | {
        "status": "usable",
        "public": str(revision.revision),
        "expires_at": revision.expires_at.isoformat() if revision.expires_at else "",
        "by": "",
        **carried(revision),
        **dict.fromkeys(forget, ""),
    }
    return Decision(kind, state.id, revision.revision, event=event, writes=_changed(writes, state), command=on.cause)


def show_sealed(text: Revision, state: State, on: Occasion) -> Decision:
    """Show what waited.

    Why and until when it waited is kept, so that the source's own copy does not hold it again.
    """
    corrects = state.status == "usable" and text.correction is not None
    return show(
        "corrected" if corrects else "released",
        text.model_copy(update={"revision": state.revision + 1}),
        state,
        on,
        forget=("sealed",),
    )


def seal(revision: Revision, state: State, embargo: Embargo, on: Occasion) -> Decision:
    """Let a text wait for its time or for a person; what is shown stays as it is."""
    name = sha256(revision.to_json())
    held = Held(
        id=state.id, revision=revision.revision, source=SourceRef(id=revision.source.id),
        embargo_until=embargo.until, reason=embargo.reason, sealed=name,
    )  # fmt: skip
    writes = _accepted(revision, state, on) | {
        "status": state.status or "held",
        "embargo_until": embargo.until.isoformat() if embargo.until else "",
        "sealed": name,
        "reason": embargo.reason,
    }
    if writes["status"] == "held":
        writes["expires_at"] = revision.expires_at.isoformat() if revision.expires_at else ""
    event = _event("held", held, state, on, "normal")
    return Decision(
        "held", state.id, revision.revision, embargo.reason, event, revision, _changed(writes, state), on.cause
    )


def remove(  # noqa: PLR0913 - what a removal says
    kind: Kind, state: State, on: Occasion, *, reason: str, by: str, places: Places = NOWHERE, into: str | None = None
) -> Decision:
    """Take an article from the public, whoever shows it; what is sealed waits on, unless this is final."""
    number = state.revision + 1
    removal = Removal(
        id=state.id, revision=number, reason=reason, by=by, urls=places.urls, targets=places.targets, into=into
    )
    event = _event("unpublished" if kind == "expired" else kind, removal, state, on, "urgent")
    writes = {"revision": str(number), "status": kind, "reason": reason, "by": by, "into": into or ""}
    if kind in _FINAL:
        writes |= {"sealed": "", "embargo_until": ""}
    if kind == "killed":
        writes["notes"] = ""
    return Decision(kind, state.id, number, reason, event, writes=_changed(writes, state), command=on.cause)


def _event(name: str, carried: Model, state: State, on: Occasion, lane: Lane) -> Event:
    event = events.make(
        f"article.{name}", carried, source=f"khabar/ingest/{on.source}", subject=state.id,
        revision=state.revision + 1, time=on.at, lane=lane, cause=on.cause,
    )  # fmt: skip
    return replace(event, extra={"rawsha256": on.rawsha256}) if on.rawsha256 else event


def _accepted(revision: Revision, state: State, on: Occasion) -> dict[str, str]:
    """What is remembered of every text that is accepted, shown or not."""
    start = revision.content_sha[:SEEN_CHARACTERS]
    seen = state.seen if state.seen[-1:] == [start] else [*state.seen, start]
    return {
        "revision": str(revision.revision),
        "content_sha": revision.content_sha,
        "received_at": revision.received_at.isoformat(),
        "source": on.source,
        "rawsha256": on.rawsha256,
        "seen": " ".join(seen[-_REMEMBERED:]),
    }


def _changed(writes: dict[str, str], state: State) -> tuple[tuple[str, str], ...]:
    return tuple((field, value) for field, value in writes.items() if state.get(field) != value)

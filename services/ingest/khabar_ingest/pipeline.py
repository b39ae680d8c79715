"""What becomes of a draft, decided purely: no clock, network or disk."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from khabar import events
from khabar.config import SourceSettings
from khabar.events import Event
from khabar.models import Held, Revision, SourceRef
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.identity import content_sha, identity
from khabar_ingest.state import SEEN_CHARACTERS, State
from khabar_ingest.tables import tables
from khabar_ingest.versions import newer_than, older

Kind = Literal["created", "updated", "released", "duplicate", "stale", "held", "rejected"]
_WAITS: Final = {"review": "waits for a person (publish = review)", "never": "is never published (publish = never)"}

_REMEMBERED: Final = 8
_TOO_LATE: Final = (
    "the source now holds back what is published already; remove it with: khabar withdraw, or khabar kill for good"
)


@dataclass(frozen=True, slots=True)
class Raw:
    """An item's bytes in the blob store and the time they came in (of the server's clock)."""

    sha256: str
    at: datetime
    language: str = "ar"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do: the outcome, the event to send, the state to write, and for a held revision what to seal."""

    kind: Kind
    id: str
    revision: int
    reason: str = ""
    event: Event | None = None
    sealed: Revision | None = None
    writes: tuple[tuple[str, str], ...] = ()


def decide(draft: Draft, state: State, source: SourceSettings, raw: Raw) -> Decision:
    """Decide whether a draft is a new article, a new revision, known, too old, to be held, or refused."""
    sha = content_sha(draft)
    if reason := _refusal(draft, state):
        return Decision("rejected", state.id, state.revision, reason)
    waiting = _embargo(draft, source, raw.at)
    lifted = state.status == "held" and waiting is None
    if state.fields.get("content_sha") == sha and not lifted and _waits_alike(state, waiting):
        if state.status == "usable" and _withdrawn(draft, raw.at) and not older(draft, state):
            return Decision("rejected", state.id, state.revision, _TOO_LATE)
        newer = () if older(draft, state) else _marks(draft, state)
        return Decision("duplicate", state.id, state.revision, writes=newer)
    if older(draft, state) or (_is_back(sha, state) and not newer_than(draft, state)):
        return Decision("stale", state.id, state.revision, "the source has sent a newer version before")
    return _admit(draft, state, source, raw, waiting)


def revise(draft: Draft, state: State, source: SourceSettings, raw: Raw) -> Revision:
    """Make the next revision of an article from a draft."""
    language = draft.language or source.language or raw.language
    given = draft.model_dump(exclude={"guid", "version", "source_name", "embargo", "language", "direction"})
    return Revision(
        **given | {"status": "usable", "rights": None if source.rights == "full" else source.rights},
        id=state.id,
        revision=state.revision + 1,
        source=_source(draft, source),
        language=language,
        direction=draft.direction or ("rtl" if language.lower().split("-")[0] in tables().rtl else "ltr"),
        embargo_until=draft.embargo.until if draft.embargo else None,
        received_at=state.received_at or raw.at,
        content_sha=content_sha(draft),
    )


def _admit(draft: Draft, state: State, source: SourceSettings, raw: Raw, waiting: Embargo | None) -> Decision:
    revision = revise(draft, state, source, raw)
    kind: Kind = (
        "held" if waiting else "released" if state.status == "held" else "updated" if state.known else "created"
    )
    content = revision if waiting is None else Held(
        id=revision.id, revision=revision.revision, source=SourceRef(id=source.id), embargo_until=waiting.until,
        reason=waiting.reason,
    )  # fmt: skip
    event = events.make(
        f"article.{kind}",
        content,
        source=f"khabar/ingest/{source.id}",
        subject=state.id,
        revision=revision.revision,
        time=raw.at,
    )
    writes = {
        "revision": str(revision.revision),
        "content_sha": revision.content_sha,
        "received_at": revision.received_at.isoformat(),
        "status": "held" if waiting else "usable",
        "source": source.id,
        "rawsha256": raw.sha256,
        "embargo_until": waiting.until.isoformat() if waiting and waiting.until else "",
        "seen": " ".join([*state.seen, revision.content_sha[:SEEN_CHARACTERS]][-_REMEMBERED:]),
        **dict(_marks(draft, state)),
    }
    return Decision(
        kind, state.id, revision.revision, waiting.reason if waiting else "",
        replace(event, extra={"rawsha256": raw.sha256}), revision if waiting else None, tuple(writes.items()),
    )  # fmt: skip


def _source(draft: Draft, source: SourceSettings) -> SourceRef:
    return SourceRef(
        id=source.id,
        name=source.name or draft.source_name,
        url=draft.canonical_url,
        guid=draft.guid,
        version=draft.version,
    )


def _refusal(draft: Draft, state: State) -> str:
    if state.status == "killed":
        return f"article {state.id} was killed and may not come back"
    if draft.status == "canceled":
        return "the source canceled this item; if it was published, remove it with: khabar kill or khabar withdraw"
    return ""


def _embargo(draft: Draft, source: SourceSettings, now: datetime) -> Embargo | None:
    """What an article still waits for at this moment, if anything."""
    if said := _withdrawn(draft, now):
        return said
    return Embargo(reason=_WAITS[source.publish]) if source.publish in _WAITS else None


def _withdrawn(draft: Draft, now: datetime) -> Embargo | None:
    """What the source itself says that an article waits for."""
    if draft.embargo and (draft.embargo.until is None or draft.embargo.until > now):
        return draft.embargo
    return Embargo(reason="withheld by the source") if draft.status == "withheld" else None


def _waits_alike(state: State, waiting: Embargo | None) -> bool:
    """Whether a known revision already waits for the same moment; one that does not wait at all is alike too."""
    until = waiting.until.isoformat() if waiting and waiting.until else ""
    return state.status != "held" or state.fields.get("embargo_until", "") == until


def _is_back(sha: str, state: State) -> bool:
    """Whether a content was an earlier revision's: a slow copy of the source tells it, if nothing says it is newer."""
    return sha != state.fields.get("content_sha") and sha[:SEEN_CHARACTERS] in state.seen


def _marks(draft: Draft, state: State) -> tuple[tuple[str, str], ...]:
    """The source's version and stamp, where they are not those remembered, and its guid for an article without one."""
    said = {
        "version": draft.version or "",
        "updated": draft.updated_at.isoformat() if draft.updated_at else "",
        "guid": identity(draft) if draft.guid and not state.guid else "",
    }
    return tuple((key, value) for key, value in said.items() if value and state.fields.get(key) != value)

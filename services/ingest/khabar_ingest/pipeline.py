"""What becomes of a draft, decided purely: no clock, network or disk."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from khabar.config import SourceSettings
from khabar.models import Revision
from khabar_ingest.decision import Decision, Kind, Raw
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.identity import content_sha, identity
from khabar_ingest.revising import compared, revise
from khabar_ingest.rules.treatment import PLAIN, Treatment
from khabar_ingest.state import NEVER_TOLD, SEEN_CHARACTERS, State
from khabar_ingest.telling import NOTHING, Occasion, Public, remove, seal, show
from khabar_ingest.versions import newer_than, older
from khabar_ingest.waits import WITHHELD, alike, wait

CANCELED: Final = "the source canceled it"
EXPIRY: Final = "khabar/expiry"
"""Who takes down what is past its end."""

PASSED: Final = "it was there before its source was read for the first time"
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_TOO_LATE: Final = (
    "the source now holds back what is published already; remove it with: khabar withdraw, or khabar kill for good"
)


def said_by(source: SourceSettings) -> str:
    """How a removal names the source that asked for it; people's names never begin so."""
    return f"source {source.id}"


def decide(  # noqa: PLR0913 - what came, what is known, and the rules
    draft: Draft,
    state: State,
    source: SourceSettings,
    raw: Raw,
    public: Public = NOTHING,
    *,
    treatment: Treatment = PLAIN,
) -> Decision:
    """Decide whether a draft is new, a revision, known, too old, to be held, a removal, not taken, or refused.

    A correction is told against the text that the public has, a removal names the places.
    """
    case = _Case(draft, state, source, raw, public, content_sha(draft), treatment)
    if state.status in NEVER_TOLD:
        return case.still_out() or _afresh(
            decide(draft, State(state.id, {}), source, raw, public, treatment=treatment), state
        )
    if state.status == "killed":
        return case.end("rejected", f"article {state.id} was killed and may not come back")
    if draft.status == "canceled":
        return case.canceled()
    if state.status == "merged":
        return case.end("stale", f"it was merged into article {state.get('into')}")
    if older(draft, state) or (case.is_back and not newer_than(draft, state)):
        known = case.same or case.is_filled
        return case.end("duplicate") if known else case.end("stale", "the source has sent a newer version before")
    decision = case.left_out() or case.expired() or case.teased() or case.now()
    return decision if decision.kind == "rejected" else case.remembering(decision)


@dataclass(frozen=True, slots=True)
class _Case:
    """A draft, what is known of its article, and the rules of its source."""

    draft: Draft
    state: State
    source: SourceSettings
    raw: Raw
    public: Public
    sha: str
    treatment: Treatment

    @property
    def same(self) -> bool:
        """Whether the newest text that was accepted is the same."""
        return self.state.get("content_sha") == self.sha

    @property
    def is_back(self) -> bool:
        """Whether this was an earlier revision's text: a slow copy of the source tells it, unless it says otherwise."""
        return not self.same and self.sha[:SEEN_CHARACTERS] in self.state.seen

    @property
    def is_filled(self) -> bool:
        """Whether the newest text that was accepted is that of the page which this is the teaser of."""
        return bool(filled := self.state.get("teaser")) and filled == (self.treatment.told or self.sha)

    @property
    def on(self) -> Occasion:
        return Occasion(self.raw.at, self.source.id, self.raw.sha256)

    def end(self, kind: Kind, reason: str = "") -> Decision:
        """Nothing is told."""
        return Decision(kind, self.state.id, self.state.revision, reason)

    def still_out(self) -> Decision | None:
        """What was not taken before stays out while its rule stands, or until its source brings a newer text of it."""
        if self.state.status == "dropped":
            return self.end("duplicate", self.treatment.drop) if self.treatment.drop else None
        stamps = [stamp for stamp in (self.draft.updated_at, self.draft.published_at) if stamp]
        is_newer = not self.same and max(stamps, default=_LONG_AGO) > (self.state.received_at or _LONG_AGO)
        if self.draft.status == "usable" and (self.treatment.silent or not is_newer):
            return self.end("duplicate", PASSED)
        return None

    def left_out(self) -> Decision | None:
        """What becomes of a draft that is dropped, or was there before its source was read."""
        if self.treatment.drop:
            kind: Kind = "duplicate" if self.same else "dropped"
            return self.end(kind, self.treatment.drop) if self.state.known else self._out("dropped")
        silent = self.treatment.silent and self.draft.status == "usable" and self.draft.embargo is None
        return self._out("passed") if silent and not self.state.known else None

    def teased(self) -> Decision | None:
        """A teaser never takes the place of a full text, unless its page is given up.

        What has neither been filled nor lacks its page may have come whole, or before this was remembered.
        """
        if not self.state.known or self.treatment.whole or self._is_held_back or self._comes_back():
            return None
        waits = self.treatment.again and (self.state.get("teaser") or not self.state.get("note"))
        return self.end("duplicate", self.treatment.note) if self.is_filled or waits else None

    def canceled(self) -> Decision:
        """A kill by the source; of an unknown article it is remembered, so that a late older version stays out."""
        if self.state.known:
            return self._remove("killed", CANCELED)
        by = said_by(self.source)
        writes = {"revision": "0", "status": "killed", "source": self.source.id, "reason": CANCELED, "by": by}
        return Decision("killed", self.state.id, 0, CANCELED, writes=tuple(writes.items()))

    def expired(self) -> Decision | None:
        """What becomes of a draft that is past its own end."""
        if self.draft.expires_at is None or self.draft.expires_at > self.raw.at:
            return None
        reason = f"expired at {self.draft.expires_at.isoformat()}"
        if not self.state.known:
            return self.end("rejected", f"{reason}, before it came")
        if self.state.status in {"usable", "held"}:
            return self._remove("expired", reason, EXPIRY)
        return self.end("duplicate", reason)

    def now(self) -> Decision:
        """What becomes of a draft that nothing newer is known of, by what the public has of its article."""
        waiting = wait(self.draft, self.source, self.raw.at)
        if self.same and waiting and alike(self.state, waiting):
            return self.end("duplicate")
        if self.state.status in {"unpublished", "withdrawn"}:
            return self._removed(waiting)
        if self.state.status == "usable":
            return self._public(waiting)
        if self.state.status == "expired" and self.same and self.draft.expires_at is None:
            return self.end("duplicate")
        return self._held(waiting) if waiting else self._told()

    def remembering(self, decision: Decision) -> Decision:
        """Remember what the source calls the text and its age, and a new end that it set."""
        marks = {**_marks(self.draft, self.state, self.source), **self._filling(decision)}
        if decision.kind == "duplicate" and self.same and self.draft.expires_at and self.state.status == "usable":
            marks = {**marks, "expires_at": self.draft.expires_at.isoformat()}
        new = tuple((field, value) for field, value in marks.items() if self.state.get(field) != value)
        return replace(decision, writes=(*decision.writes, *new))

    @property
    def _is_held_back(self) -> bool:
        return self.draft.status != "usable" or self.draft.embargo is not None

    def _out(self, kind: Kind) -> Decision:
        """Remember what is not taken, so that it is told once and no more."""
        reason = self.treatment.drop or PASSED
        said = {"status": kind, "source": self.source.id, "rawsha256": self.raw.sha256, "reason": reason}
        writes = {"revision": "0", "content_sha": self.sha, "received_at": self.raw.at.isoformat(), **said}
        return Decision(kind, self.state.id, 0, reason, writes=tuple(writes.items()))

    def _filling(self, decision: Decision) -> dict[str, str]:
        """Whether the text that stands is that of a page, and of which teaser; and why it is not."""
        if self.treatment.whole:
            return {"teaser": self.treatment.told, "note": ""}
        stands = {"teaser": ""} if decision.text else {}
        return {**stands, "note": self.treatment.note} if decision.text or self.treatment.note else {}

    def _public(self, waiting: Embargo | None) -> Decision:
        """The article is shown, and goes on being shown while its next text waits."""
        if self.draft.status == "withheld":
            return self._remove("unpublished", WITHHELD)
        if self.same and not self.state.get("sealed"):
            late = waiting and self.source.publish == "auto"
            return self.end("rejected", _TOO_LATE) if late else self.end("duplicate")
        return self._held(waiting) if waiting else self._told()

    def _removed(self, waiting: Embargo | None) -> Decision:
        """A removed article is not brought back by its source, unless the source itself took it away."""
        if waiting is None and self._takes_back():
            return self._told()
        if self.same:
            return self.end("duplicate")
        return self._held(Embargo(reason=f"the article was {self.state.status}; a release shows this"))

    def _comes_back(self) -> bool:
        """Whether the source itself brings back what is not shown any more."""
        if self.state.status == "expired":
            return self.draft.expires_at is not None
        return self.state.status in {"unpublished", "withdrawn"} and self._takes_back()

    def _takes_back(self) -> bool:
        unmarked = self.draft.version is None and self.draft.updated_at is None
        return self.state.get("by") == said_by(self.source) and (unmarked or newer_than(self.draft, self.state))

    def _remove(self, kind: Kind, reason: str, by: str = "") -> Decision:
        by = by or said_by(self.source)
        return remove(kind, self.state, self.on, reason=reason, by=by, places=self.public.places)

    def _held(self, waiting: Embargo) -> Decision:
        return seal(self._revision(), self.state, waiting, self.on)

    def _told(self) -> Decision:
        revision = self._revision()
        updates: Kind = "updated" if revision.correction is None else "corrected"
        kinds: dict[str, Kind] = {"": "created", "usable": updates}
        return show(kinds.get(self.state.status, "released"), revision, self.state, self.on)

    def _revision(self) -> Revision:
        return compared(revise(self.draft, self.state, self.source, self.raw), self.public.text)


def _afresh(decision: Decision, state: State) -> Decision:
    """What was decided as if nothing were known, which forgets that the article was not taken before."""
    if not decision.writes:
        return decision
    new = dict(decision.writes)
    return replace(decision, writes=(*((field, "") for field in state.fields if field not in new), *new.items()))


def _marks(draft: Draft, state: State, source: SourceSettings) -> dict[str, str]:
    """The source's version and stamp, where it gives them, and its guid for an article without one."""
    said = {
        "version": draft.version or "",
        "updated": draft.updated_at.isoformat() if draft.updated_at else "",
        "guid": identity(draft) if draft.guid and not state.guid and source.identity == "guid" else "",
    }
    return {field: value for field, value in said.items() if value}

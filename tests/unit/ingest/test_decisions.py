"""Every state of an article against everything that a source can send."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from khabar.config import SourceSettings
from khabar.models import CorrectionNote, Held, Removal, Revision
from khabar_ingest.decision import Decision, Raw
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.pipeline import decide
from khabar_ingest.state import State
from khabar_ingest.timers import timers

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
RAW = Raw("ab" * 32, NOW)
AGENCY = SourceSettings(id="agency", type="feed")
REVIEWED = SourceSettings(id="agency", type="feed", publish="review")
NOTE: dict[str, Any] = {"correction": CorrectionNote(note="صحح الاسم")}
OLD: dict[str, Any] = {}
NEW: dict[str, Any] = {"headline": "معدل", "version": "3"}
UNTIL: dict[str, Any] = {"embargo": Embargo(until=LATER)}
ENDLESS: dict[str, Any] = {"embargo": Embargo(reason="embargo without an end")}
WITHHELD: dict[str, Any] = {"status": "withheld"}
CANCELED: dict[str, Any] = {"status": "canceled"}
GONE: dict[str, Any] = {"expires_at": NOW - timedelta(hours=1)}


def draft(**fields: Any) -> Draft:  # noqa: ANN401 - any field of a draft
    return Draft.model_validate({"headline": "خبر", "guid": "g-1", "version": "2"} | fields)


def after(state: State, decision: Decision) -> State:
    return state.after(decision.writes)


def send(state: State, source: SourceSettings = AGENCY, **fields: Any) -> tuple[Decision, State]:  # noqa: ANN401 - any field
    decision = decide(draft(**fields), state, source, RAW)
    return decision, after(state, decision)


def given(status: str) -> State:
    """An article in a state, as the decisions themselves make it."""
    if not status:
        return State(ID, {})
    if status in {"held", "pending"}:
        first = State(ID, {}) if status == "held" else given("usable")
        return send(first, **UNTIL, **({} if status == "held" else NEW))[1]
    usable = send(State(ID, {}))[1]
    if status == "usable":
        return usable
    removed = {"revision": "2", "status": status, "by": "محرر", "into": "x" if status == "merged" else ""}
    return usable.after(removed.items())


TABLE = [
    ("", OLD, "created", "usable"),
    ("", UNTIL, "held", "held"),
    ("", ENDLESS, "held", "held"),
    ("", WITHHELD, "held", "held"),
    ("", CANCELED, "killed", "killed"),
    ("", GONE, "rejected", ""),
    ("held", OLD, "released", "usable"),
    ("held", UNTIL, "duplicate", "held"),
    ("held", ENDLESS, "held", "held"),
    ("held", NEW, "released", "usable"),
    ("held", NEW | UNTIL, "held", "held"),
    ("held", NEW | WITHHELD, "held", "held"),
    ("held", CANCELED, "killed", "killed"),
    ("held", NEW | GONE, "expired", "expired"),
    ("usable", OLD, "duplicate", "usable"),
    ("usable", NEW, "updated", "usable"),
    ("usable", NEW | NOTE, "corrected", "usable"),
    ("usable", NEW | UNTIL, "held", "usable"),
    ("usable", NEW | ENDLESS, "held", "usable"),
    ("usable", UNTIL, "rejected", "usable"),
    ("usable", WITHHELD, "unpublished", "unpublished"),
    ("usable", CANCELED, "killed", "killed"),
    ("usable", CANCELED | {"version": "1"}, "killed", "killed"),
    ("usable", NEW | GONE, "expired", "expired"),
    ("usable", NEW | {"version": "1"}, "stale", "usable"),
    ("pending", NEW | UNTIL, "duplicate", "usable"),
    ("pending", NEW, "updated", "usable"),
    ("pending", {"headline": "ثالث", "version": "4"}, "updated", "usable"),
    ("pending", OLD, "stale", "usable"),
    ("pending", WITHHELD | NEW, "unpublished", "unpublished"),
    ("pending", CANCELED, "killed", "killed"),
    ("unpublished", OLD, "duplicate", "unpublished"),
    ("unpublished", NEW, "held", "unpublished"),
    ("unpublished", NEW | WITHHELD, "held", "unpublished"),
    ("unpublished", CANCELED, "killed", "killed"),
    ("withdrawn", NEW, "held", "withdrawn"),
    ("withdrawn", OLD, "duplicate", "withdrawn"),
    ("expired", OLD, "duplicate", "expired"),
    ("expired", NEW, "released", "usable"),
    ("expired", {"expires_at": LATER}, "released", "usable"),
    ("expired", NEW | GONE, "duplicate", "expired"),
    ("expired", NEW | UNTIL, "held", "expired"),
    ("merged", NEW, "stale", "merged"),
    ("merged", CANCELED, "killed", "killed"),
    ("killed", NEW, "rejected", "killed"),
    ("killed", CANCELED, "rejected", "killed"),
]


@pytest.mark.parametrize(("status", "said", "kind", "then"), TABLE)
def test_what_becomes_of_an_article_when_its_source_speaks(
    status: str, said: dict[str, Any], kind: str, then: str
) -> None:
    before = given(status)
    decision, state = send(before, **said)
    assert (decision.kind, state.status) == (kind, then)
    told = decision.event is not None
    assert told == (kind not in {"duplicate", "stale", "rejected"} and before.known | (kind != "killed"))
    assert state.revision == before.revision + told
    assert decision.event is None or decision.event.revision == state.revision
    if decision.event and isinstance(decision.event.data, Revision):
        assert (state.get("public"), state.get("sealed")) == (str(state.revision), "")


@pytest.mark.parametrize("status", ["held", "pending", "usable", "unpublished", "expired"])
def test_a_killed_article_waits_for_nothing(status: str) -> None:
    state = send(given(status), **CANCELED)[1]
    assert (timers(state), state.get("sealed")) == ({}, "")


def test_the_held_event_names_the_seal_and_no_word_of_the_text() -> None:
    decision, state = send(State(ID, {}), **UNTIL)
    assert decision.event is not None
    assert isinstance(decision.event.data, Held)
    assert decision.event.data.sealed == state.get("sealed")
    assert "خبر".encode() not in decision.event.data.to_json()
    assert timers(state) == {f"release:{ID}": int(LATER.timestamp() * 1000)}


def test_an_update_under_review_waits_while_the_approved_text_stays() -> None:
    state = send(State(ID, {}))[1]
    decision, state = send(state, REVIEWED, **NEW)
    assert (decision.kind, state.status, state.get("public"), state.revision) == ("held", "usable", "1", 2)
    assert timers(state) == {}
    assert send(state, REVIEWED, **NEW)[0].kind == "duplicate"


def test_what_a_person_approved_is_not_held_again() -> None:
    state = send(State(ID, {}))[1]
    assert send(state, REVIEWED)[0].kind == "duplicate"


def test_under_review_no_time_releases_an_article() -> None:
    decision, state = send(State(ID, {}), REVIEWED, **UNTIL)
    assert decision.kind == "held"
    assert timers(state) == {}
    assert LATER.isoformat() in decision.reason


def test_what_a_source_withheld_it_can_give_back_and_a_person_need_not() -> None:
    _, state = send(given("usable"), **WITHHELD, version="3")
    assert state.status == "unpublished"
    assert send(state, version="2")[0].kind == "duplicate"
    decision, state = send(state, version="4")
    assert (decision.kind, state.status, state.revision) == ("released", "usable", 3)


def test_a_kill_by_the_source_says_who_and_why() -> None:
    decision, _ = send(given("usable"), **CANCELED)
    assert decision.event is not None
    assert isinstance(decision.event.data, Removal)
    assert (decision.event.data.by, decision.event.data.reason) == ("source agency", "the source canceled it")
    assert decision.event.lane == "urgent"


@pytest.mark.parametrize(
    ("fields", "lane"), [({"urgency": 2}, "urgent"), ({"breaking": True}, "urgent"), ({"urgency": 3}, "normal")]
)
def test_breaking_news_takes_the_fast_lane(fields: dict[str, Any], lane: str) -> None:
    decision, _ = send(State(ID, {}), **fields)
    assert decision.event is not None
    assert decision.event.lane == lane


def test_a_new_end_alone_is_remembered_and_makes_no_revision() -> None:
    decision, state = send(given("usable"), expires_at=LATER)
    assert (decision.kind, decision.event, state.revision) == ("duplicate", None, 1)
    assert timers(state) == {f"expire:{ID}": int(LATER.timestamp() * 1000)}


def test_a_moment_is_never_early() -> None:
    _, state = send(State(ID, {}), embargo=Embargo(until=LATER + timedelta(microseconds=1)))
    assert timers(state) == {f"release:{ID}": int(LATER.timestamp() * 1000) + 1}

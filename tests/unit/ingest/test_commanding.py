"""Every state of an article against everything that a person can command."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from khabar.config import SourceSettings
from khabar.models import Block, Change, Command, Removal, Revision
from khabar_ingest.commanding import VERBS, Order, Scene, Verb, obey, text_wanted
from khabar_ingest.decision import Raw
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.pipeline import decide
from khabar_ingest.revising import revise
from khabar_ingest.state import State
from khabar_ingest.telling import Places

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
OTHER = State("6ba7b811-9dad-11d1-80b4-00c04fd430c8", {"revision": "1", "status": "usable"})
AGENCY = SourceSettings(id="agency", type="feed")
RAW = Raw("ab" * 32, NOW)
DRAFT = Draft(headline="خبر", guid="g-1", body=(Block(type="paragraph", text="نص أول."),))
TEXT = revise(DRAFT, State(ID, {}), AGENCY, RAW)
ORDER = Order(reason="خطأ", by="محررة", note="صحح الاسم", headline="خبر صحيح", into=OTHER.id)
STATES = ("held", "usable", "pending", "unpublished", "withdrawn", "expired", "merged", "killed")


def given(status: str) -> State:
    state = State(ID, {})
    if status == "held":
        return state.after(decide(DRAFT.model_copy(update={"embargo": Embargo()}), state, AGENCY, RAW).writes)
    state = state.after(decide(DRAFT, state, AGENCY, RAW).writes).after([("entry", "1-1")])
    if status == "pending":
        update = DRAFT.model_copy(update={"embargo": Embargo(), "headline": "معدل"})
        return state.after(decide(update, state, AGENCY, RAW).writes)
    return state.after([("status", status), ("into", OTHER.id if status == "merged" else "")])


def command(verb: Verb, state: State, order: Order = ORDER, **scene: Any) -> tuple[str, State, Any]:  # noqa: ANN401 - a scene's fields
    known: dict[str, Any] = {"text": TEXT, "into": OTHER}
    decision = obey(verb, order, state, Scene(NOW, **(known | scene)))
    return decision.kind, state.after(decision.writes), decision


OUTCOMES = {
    "kill": "killed killed killed killed killed killed killed unchanged",
    "withdraw": "withdrawn withdrawn withdrawn withdrawn unchanged withdrawn refused refused",
    "unpublish": "refused unpublished unpublished unchanged unpublished refused refused refused",
    "release": "released refused released released released refused refused refused",
    "correct": "held corrected corrected held held refused refused refused",
    "merge": "merged merged merged merged merged merged unchanged refused",
}


@pytest.mark.parametrize(
    ("verb", "status", "outcome"),
    [(verb, *pair) for verb in VERBS for pair in zip(STATES, OUTCOMES[verb].split(), strict=True)],
)
def test_what_becomes_of_an_article_when_a_person_decides(verb: Verb, status: str, outcome: str) -> None:
    before = given(status)
    kind, state, decision = command(verb, before)
    assert kind == outcome
    if outcome in {"refused", "unchanged"}:
        assert (decision.event, decision.command, decision.writes) == (None, None, ())
        assert decision.reason or outcome == "unchanged"
        return
    assert state.revision == before.revision + 1 == decision.event.revision == decision.command.revision
    assert isinstance(decision.command.data, Command)
    assert (decision.command.name, decision.command.data.by) == (f"command.{verb}", "محررة")
    assert decision.event.causationid == decision.command.id
    if verb in {"kill", "merge"}:
        assert state.get("sealed") == ""


@pytest.mark.parametrize("verb", VERBS)
def test_an_unknown_article_is_unknown_to_every_command(verb: Verb) -> None:
    assert command(verb, State(ID, {}))[0] == "unknown"


@pytest.mark.parametrize("verb", ["kill", "withdraw", "unpublish", "merge", "correct"])
def test_the_same_command_twice_is_one(verb: Verb) -> None:
    _, state, first = command(verb, given("usable"))
    text = first.event.data if isinstance(first.event.data, Revision) else TEXT
    assert command(verb, state, text=text)[0] == "unchanged"


def test_a_removal_names_every_place_that_ever_had_the_article() -> None:
    seen = Places(("https://site.example/a",), ("site", "webhook"))
    _, _, decision = command("kill", given("usable"), places=seen)
    assert isinstance(decision.event.data, Removal)
    assert (decision.event.data.urls, decision.event.data.targets) == (seen.urls, seen.targets)
    assert (decision.event.lane, decision.event.data.by) == ("urgent", "محررة")


def test_a_correction_shows_what_changed() -> None:
    body = (Block(type="paragraph", text="نص أول."), Block(type="paragraph", text="نص ثان."))
    _, _, decision = command("correct", given("usable"), ORDER.model_copy(update={"body": body}))
    revision = decision.event.data
    assert (revision.headline, revision.updated_at) == ("خبر صحيح", NOW)
    assert revision.correction.note == "صحح الاسم"
    assert revision.correction.changes == (
        Change(zone="headline", before="خبر", after="خبر صحيح"),
        Change(zone="body.1", after="نص ثان."),
    )


def test_a_correction_of_what_nobody_has_seen_is_sealed_again_without_a_note() -> None:
    before = given("held")
    _, state, decision = command("correct", before)
    assert (decision.sealed.headline, decision.sealed.correction) == ("خبر صحيح", None)
    assert state.get("sealed") not in {"", before.get("sealed")}
    assert state.status == "held"


def test_a_correction_of_what_is_shown_leaves_what_waits_beside_it() -> None:
    before = given("pending")
    assert text_wanted("correct", before) == "entry"
    assert text_wanted("release", before) == "sealed"
    _, state, _ = command("correct", before)
    assert state.get("sealed") == before.get("sealed")


def test_a_source_that_is_never_published_cannot_be_released() -> None:
    assert command("release", given("held"), never=True)[0] == "refused"


def test_what_is_past_its_end_cannot_be_released() -> None:
    over = TEXT.model_copy(update={"expires_at": NOW - timedelta(minutes=1)})
    assert command("release", given("unpublished"), text=over)[0] == "refused"


@pytest.mark.parametrize(
    "into", [None, State("x", {}), State(ID, {"revision": "1"}), State("y", {"revision": "1", "status": "killed"})]
)
def test_an_article_is_merged_only_into_another_that_lives(into: State | None) -> None:
    kind, _, decision = command("merge", given("usable"), into=into)
    assert (kind, decision.reason.startswith("into: ")) == ("refused", True)


def test_a_release_by_a_person_is_not_taken_back_by_the_same_copy_of_the_source() -> None:
    held = DRAFT.model_copy(update={"embargo": Embargo(reason="embargo without an end")})
    state = State(ID, {}).after(decide(held, State(ID, {}), AGENCY, RAW).writes)
    _, state, _ = command("release", state)
    assert (state.status, decide(held, state, AGENCY, RAW).kind) == ("usable", "duplicate")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"reason": " "},
        {"reason": "x" * 501},
        {"reason": "x", "by": "source agency"},
        {"reason": "x", "verb": "kill"},
    ],
)
def test_a_command_without_a_reason_or_with_a_false_name_is_none(said: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Order.model_validate(said)


def test_a_correction_needs_a_note_and_a_merge_its_other_article() -> None:
    bare = Order(reason="x")
    assert [bare.lacks(verb) != "" for verb in VERBS] == [verb in {"correct", "merge"} for verb in VERBS]

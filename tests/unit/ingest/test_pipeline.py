from datetime import UTC, datetime

import pytest

from khabar.config import SourceSettings
from khabar.models import Revision
from khabar_ingest.decision import Raw
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.pipeline import decide
from khabar_ingest.revising import revise
from khabar_ingest.state import State

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
NEW = State("6ba7b810-9dad-11d1-80b4-00c04fd430c8", {})
RAW = Raw("ab" * 32, NOW)
AGENCY = SourceSettings(id="agency", type="feed", name="وكالة", rights="excerpt+link")


def draft(**fields: object) -> Draft:
    return Draft.model_validate({"headline": "خبر", "guid": "g-1", "version": "2"} | fields)


def test_a_new_article_knows_its_source_and_when_it_came() -> None:
    decision = decide(draft(), NEW, AGENCY, RAW)
    assert (decision.kind, decision.revision) == ("created", 1)
    assert decision.event is not None
    assert isinstance(decision.event.data, Revision)
    made = decision.event.data
    assert (made.source.id, made.source.name, made.source.guid, made.source.version) == ("agency", "وكالة", "g-1", "2")
    assert (made.received_at, made.rights, decision.event.time) == (NOW, "excerpt+link", NOW)
    assert dict(decision.writes)["content_sha"] == made.content_sha


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("fa-IR", "rtl"), ("ckb", "rtl"), ("en-GB", "ltr"), (None, "rtl")]
)
def test_the_direction_follows_the_language(language: str | None, direction: str) -> None:
    assert revise(draft(language=language), NEW, SourceSettings(id="x", type="api"), RAW).direction == direction


def test_the_decision_is_the_same_every_time() -> None:
    assert decide(draft(), NEW, AGENCY, RAW) == decide(draft(), NEW, AGENCY, RAW)


def test_what_was_decided_makes_the_next_decision_a_duplicate() -> None:
    first = decide(draft(), NEW, AGENCY, RAW)
    known = State(NEW.id, dict(first.writes))
    assert decide(draft(), known, AGENCY, RAW).kind == "duplicate"
    assert decide(draft(headline="معدل"), known, AGENCY, RAW).revision == 2
    assert decide(draft(headline="معدل", version="1"), known, AGENCY, RAW).kind == "stale"


def later(state: State, **fields: object) -> tuple[str, State]:
    decision = decide(draft(**fields), state, AGENCY, RAW)
    return decision.kind, State(state.id, {**state.fields, **dict(decision.writes)})


def test_an_old_text_that_comes_back_is_no_correction() -> None:
    told, state = [], NEW
    for headline in ("أول", "ثان", "أول", "ثان", "أول", "ثالث", "ثان"):
        kind, state = later(state, version=None, headline=headline)
        told.append(kind)
    assert told == ["created", "updated", "stale", "duplicate", "stale", "updated", "stale"]


@pytest.mark.parametrize("newer", [{"version": "3"}, {"version": "2", "updated_at": NOW}])
def test_a_source_that_takes_a_change_back_says_so_with_a_newer_version_or_stamp(newer: dict[str, object]) -> None:
    _, state = later(NEW, headline="أول")
    _, state = later(state, headline="ثان")
    assert later(state, headline="أول")[0] == "stale"
    assert later(state, headline="أول", **newer)[0] == "updated"


def test_only_the_newest_texts_are_remembered() -> None:
    state = NEW
    for number in range(12):
        _, state = later(state, headline=f"خبر {number}")
    assert len(state.seen) == 8
    assert later(state, headline="خبر 5")[0] == "stale"
    assert later(state, headline="خبر 1")[0] == "updated"


def test_a_version_of_thousands_of_digits_is_only_a_name() -> None:
    _, state = later(NEW, version="9" * 5000)
    assert later(state, version="3", headline="معدل")[0] == "updated"
    assert later(state, version="8" * 5000, headline="معدل")[0] == "updated"


def test_a_published_text_that_is_put_under_embargo_too_late_is_refused_loudly() -> None:
    _, state = later(NEW)
    decision = decide(draft(embargo=Embargo()), state, AGENCY, RAW)
    assert (decision.kind, decision.writes, decision.event) == ("rejected", (), None)
    assert "khabar withdraw" in decision.reason
    assert later(state, embargo=Embargo(), version="1")[0] == "duplicate"

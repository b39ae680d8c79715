from datetime import UTC, datetime

import pytest

from khabar.config import SourceSettings
from khabar.models import Revision
from khabar_ingest.draft import Draft
from khabar_ingest.pipeline import Raw, decide, revise
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

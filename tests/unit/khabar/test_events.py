import re
from datetime import UTC, datetime
from uuid import UUID

import pytest

from khabar.events import TYPES, article_id, event_id, full_type, make, short_id
from khabar.keys import STREAMS
from khabar.models import Receipt, Removal

_REMOVAL = Removal(id="a", revision=2, reason="طلب قانوني", by="رئيسة التحرير")
_CREATED = "khabar.article.created.v1"


def test_ids_are_those_that_consumers_already_keep() -> None:
    """uuid5 (RFC 9562) of lines under uuid5(URL, "urn:khabar:events"): another value doubles every article."""
    assert event_id("a", 1, _CREATED) == "d673af25-7b4d-52c4-b897-6b1e7800109c"
    assert event_id("a", 1, "khabar.article.published.v1", "site") == "448de96b-29b6-5a15-9787-f3ca2d2e54c6"
    assert article_id("wire", "guid-1") == "edf4b6cf-299e-5519-9cd7-5fa41ca4cfc9"


def test_the_same_happening_has_the_same_id_whenever_it_is_told() -> None:
    early, late = (
        make(
            "article.killed", _REMOVAL, source="ingest", subject="a", revision=2, time=datetime(year, 1, 1, tzinfo=UTC)
        )
        for year in (2022, 2026)
    )
    assert early.id == late.id


@pytest.mark.parametrize(
    "other",
    [
        ("b", 1, _CREATED, ""),
        ("a", 2, _CREATED, ""),
        ("a", 1, "khabar.article.updated.v1", ""),
        ("a", 1, _CREATED, "x"),
    ],
)
def test_another_happening_has_another_id(other: tuple[str, int, str, str]) -> None:
    assert event_id(*other) != event_id("a", 1, _CREATED)


def test_an_article_of_one_source_is_never_that_of_another() -> None:
    assert article_id("wire", "1") != article_id("desk", "1")


def test_every_event_has_a_stream_a_version_and_a_sentence() -> None:
    for type_, kind in TYPES.items():
        assert re.fullmatch(r"khabar\.[a-z-]+\.[a-z-]+\.v1", type_)
        assert kind.stream in STREAMS
        assert re.fullmatch(r"[A-Z].+\.", kind.meaning)
    assert {kind.stream for kind in TYPES.values()} == set(STREAMS)


def test_an_unknown_event_cannot_be_made() -> None:
    with pytest.raises(KeyError, match=re.escape("khabar.article.praised.v1")):
        full_type("article.praised")
    with pytest.raises(KeyError):
        make("article.praised", _REMOVAL, source="ingest", subject="a")


def test_an_event_knows_its_name_and_stream() -> None:
    event = make("article.killed", _REMOVAL, source="ingest", subject="a", revision=2)
    assert (event.name, event.stream, event.type) == ("article.killed", "articles", "khabar.article.killed.v1")


def test_an_event_begins_a_trace_that_what_follows_continues() -> None:
    cause = make("article.killed", _REMOVAL, source="ingest", subject="a", revision=2, lane="urgent")
    receipt = Receipt(id="a", revision=2, target="site", content_sha256="", outcome="removed")
    effect = make("article.removed", receipt, source="publish", subject="a", revision=2, target="site", cause=cause)
    assert cause.traceparent == f"00-{UUID(cause.id).hex}-{UUID(cause.id).hex[:16]}-01"
    assert (cause.correlationid, cause.causationid) == (cause.id, "")
    assert (effect.traceparent, effect.correlationid) == (cause.traceparent, cause.id)
    assert (effect.causationid, effect.lane) == (cause.id, "urgent")


def test_the_next_attempt_is_the_same_event() -> None:
    event = make("article.killed", _REMOVAL, source="ingest", subject="a", revision=2)
    assert (event.again().attempt, event.again().id) == (2, event.id)


def test_the_sid_is_the_beginning_of_the_uuid_in_base32() -> None:
    assert short_id("00000000-0000-0000-0000-000000000000") == "a" * 12
    assert short_id("ffffffff-ffff-ffff-ffff-ffffffffffff") == "7" * 12


def test_an_id_that_is_no_uuid_has_no_sid() -> None:
    with pytest.raises(ValueError, match="badly formed"):
        short_id("article-1")

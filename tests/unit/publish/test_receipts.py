"""What the newsroom keeps of a target's answer."""

from dataclasses import replace

import pytest

from khabar import Wire, make
from khabar.models import DeliveryProblem, Receipt, Report
from khabar_publish.pipeline import REMOVALS, receipt
from khabar_publish.targets import Answer

from .stories import ARTICLE, WHEN, enriched, removal, told

URL = "http://127.0.0.1:8000/2024/03/abc-عودة-المياه"


@pytest.mark.parametrize("outcome", ["created", "updated", "unchanged"])
def test_a_shown_revision_is_told_with_its_address_and_the_text_that_was_sent(outcome: str) -> None:
    event = replace(told("article.enriched", enriched(3)), attempt=4)
    said = receipt(event, "site", Answer(outcome, URL, ARTICLE), 0.01234567)
    assert said.name == "article.published"
    assert said.stream == "published"
    assert said.data == Receipt(
        id=ARTICLE,
        revision=3,
        target="site",
        url=URL,
        remote_id=ARTICLE,
        content_sha256=f"{3:064x}",
        outcome=outcome,
        attempts=4,
        took_seconds=0.0123,
        accepted_at=WHEN,
    )


@pytest.mark.parametrize("outcome", ["stale", "killed"])
def test_a_target_with_a_newer_state_makes_a_skipped_delivery_with_the_reason(outcome: str) -> None:
    said = receipt(told("article.enriched", enriched()), "site", Answer(outcome, shows=False), 0.01)
    assert said.name == "delivery.skipped"
    assert isinstance(said.data, DeliveryProblem)
    assert outcome in said.data.reason
    assert said.data.target == "site"


@pytest.mark.parametrize("name", sorted(REMOVALS))
def test_a_removal_is_told_as_removed_without_a_text(name: str) -> None:
    said = receipt(told(name, removal()), "site", Answer("killed"), 0.01)
    assert said.name == "article.removed"
    assert isinstance(said.data, Receipt)
    assert said.data.content_sha256 == ""
    assert said.revision == 2


def test_the_receipt_of_a_repeated_delivery_has_the_same_id_and_another_targets_has_not() -> None:
    event = told("article.enriched", enriched())
    first = receipt(event, "site", Answer("created", URL), 0.5)
    again = receipt(replace(event, attempt=2), "site", Answer("unchanged", URL), 0.1)
    elsewhere = receipt(event, "wordpress", Answer("created", URL), 0.5)
    assert first.id == again.id
    assert first.id != elsewhere.id


def test_a_receipt_continues_the_articles_trace_and_travels_on_the_wire() -> None:
    event = replace(told("article.enriched", enriched()), lane="urgent")
    said = receipt(event, "site", Answer("created", URL), 0.5)
    assert said.traceparent == event.traceparent
    assert said.correlationid == event.correlationid
    assert said.causationid == event.id
    assert said.lane == "urgent"
    fields = {
        key.encode(): value if isinstance(value, bytes) else value.encode()
        for key, value in Wire().encode(said).items()
    }
    assert Wire().decode(fields).data == said.data


def test_an_event_without_a_revision_has_no_receipt() -> None:
    report = make("tag.merged", Report(about="وسم"), source="khabar/enrich", subject="tag")
    with pytest.raises(TypeError, match=r"tag\.merged carries Report"):
        receipt(report, "site", Answer("created"), 0.1)

"""The chain of receipts: what its canonical form is, and that every change of a receipt is seen."""

import json
from datetime import datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as some

from khabar import make
from khabar.models import Receipt, Report
from khabar.receipts import canonical, chained, digest

WHEN = datetime.fromisoformat("2026-03-05T09:00:00.250+03:00")
SAID = Receipt(
    id="خبر-١",
    revision=2,
    target="partner",
    url="https://مثال.إختبار/خبر",
    content_sha256="c" * 64,
    outcome="updated",
    accepted_at=WHEN,
    body_sha256="b" * 64,
    previous="a" * 64,
)


def test_the_canonical_form_can_be_written_by_hand() -> None:
    assert canonical("article.published", SAID).decode() == (
        '{"accepted_at":"2026-03-05T06:00:00.250Z","article":"خبر-١","body_sha256":"' + "b" * 64 + '",'
        '"content_sha256":"'
        + "c" * 64
        + '","event":"article.published","outcome":"updated","previous":"'
        + "a" * 64
        + '",'
        '"remote_id":null,"revision":2,"target":"partner","url":"https://مثال.إختبار/خبر"}'
    )
    assert digest("article.published", SAID) == sha256(canonical("article.published", SAID)).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"id": "خبر-٢"},
        {"revision": 3},
        {"target": "site"},
        {"outcome": "created"},
        {"url": None},
        {"remote_id": "7"},
        {"content_sha256": "d" * 64},
        {"body_sha256": "d" * 64},
        {"accepted_at": None},
        {"previous": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_no_member_can_be_changed_unseen(change: dict[str, object]) -> None:
    assert digest("article.published", SAID.model_copy(update=change)) != digest("article.published", SAID)
    assert digest("article.removed", SAID) != digest("article.published", SAID)


def test_how_long_it_took_and_how_often_it_was_tried_is_no_part_of_it() -> None:
    other = SAID.model_copy(update={"took_seconds": 9.5, "attempts": 7})
    assert digest("article.published", other) == digest("article.published", SAID)


def test_a_receipt_names_the_one_before_it_and_survives_the_wire() -> None:
    event = make("article.published", SAID, source="khabar/publish/partner", subject=SAID.id, revision=2)
    link = chained(event, "e" * 64, "f" * 64).data
    assert isinstance(link, Receipt)
    assert (link.previous, link.body_sha256) == ("e" * 64, "f" * 64)
    read = Receipt.model_validate_json(link.to_json())
    assert read.receipt_sha256 == digest("article.published", read)


def test_what_is_no_receipt_of_an_article_stays_as_it_is() -> None:
    applied = make("links.applied", SAID, source="khabar/publish/partner", subject=SAID.id, revision=2)
    report = make("target.down", Report(about="partner"), source="khabar/publish/partner", subject="partner")
    assert chained(applied, "", "") is applied
    assert chained(report, "", "") is report


@given(some.text(max_size=40), some.none() | some.text(max_size=40))
def test_whatever_a_target_answers_the_form_is_json_on_one_line(outcome: str, url: str | None) -> None:
    form = canonical("article.removed", SAID.model_copy(update={"outcome": outcome, "url": url}))
    assert b"\n" not in form
    assert json.loads(form.decode("utf-8", "surrogatepass"))["outcome"] == outcome

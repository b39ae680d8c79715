"""What can be told of an article without enrichment, and what goes ahead of it at all."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from khabar import Event, Rejected, Wire, make
from khabar.arabic import slug
from khabar.config import Config, SectionRule, SourceSettings
from khabar.events import REPLAY
from khabar.models import EnrichedRevision, Removal, Revision
from khabar.stage import KILL
from khabar_publish.bare.ahead import AHEAD, has_gone_ahead, is_ahead
from khabar_publish.bare.going import Item, way
from khabar_publish.bare.revision import Bare
from khabar_publish.pipeline import gone_ahead, needless, receipt
from khabar_publish.shown import Shown
from khabar_publish.targets import Answer
from tests.unit.publish.stories import ARTICLE, enriched, removal, told

WHEN = datetime(2024, 3, 10, 9, 40, tzinfo=UTC)
DESK = Config(
    sections=(
        SectionRule(id="news", name="أخبار", default=True),
        SectionRule(id="economy", name="اقتصاد", categories=("مال وأعمال",)),
    ),
    sources=(SourceSettings(id="desk", type="folder", section="economy"),),
)


def revision(**changes: object) -> Revision:
    fields = {"id": ARTICLE, "revision": 1, "source": {"id": "paper"}, "headline": "عودةُ الميـاه: إلى «الرقة»"}
    return Revision.model_validate({**fields, "received_at": WHEN, "content_sha": "0" * 64, **changes})


def ahead(event: Event) -> Event:
    return replace(event, extra={AHEAD: "1"})


def admitted(told_: Revision) -> Event:
    return make("article.created", told_, source="khabar/ingest", subject=ARTICLE, revision=told_.revision, time=WHEN)


def bare(told_: Revision, desk: Config = DESK) -> EnrichedRevision:
    made = Bare(desk)(ahead(admitted(told_))).data
    assert isinstance(made, EnrichedRevision)
    return made


def test_a_bare_article_has_the_address_that_it_keeps() -> None:
    assert bare(revision()).enrichment.slug == slug("عودةُ الميـاه: إلى «الرقة»") == "عودة-المياه-إلى-الرقة"


@pytest.mark.parametrize(
    ("said", "section"),
    [
        ({"section_hint": "إقتصاد"}, "economy"),
        ({"categories": ["منوعات", "مال وأعمال"]}, "economy"),
        ({"source": {"id": "desk"}}, "economy"),
        ({"categories": ["منوعات"]}, None),
    ],
)
def test_it_stands_where_the_desks_rules_put_it_for_sure_and_else_nowhere_yet(
    said: dict[str, object], section: str | None
) -> None:
    found = bare(revision(**said)).enrichment.section
    assert (found and found.id) == section


def test_it_carries_the_whole_revision_and_nothing_that_nobody_found() -> None:
    whole = revision(body=[{"type": "paragraph", "text": "نص"}], breaking=True, urgency=1, note_of_the_future="x")
    made = bare(whole)
    assert made.model_dump(exclude={"enrichment"}) == whole.model_dump()
    assert made.enrichment == bare(revision()).enrichment
    assert made.enrichment.model_fields_set == {"for_revision", "language", "direction", "section", "slug"}


def test_what_enrichment_passed_on_stays_as_it_is() -> None:
    event = told("article.enriched", enriched())
    assert Bare(DESK)(event) is event


def test_what_is_not_for_readers_does_not_go_ahead() -> None:
    with pytest.raises(Rejected, match="withheld"):
        bare(revision(status="withheld"))


def fields(event: Event, **more: str) -> dict[bytes, bytes]:
    flat = {**Wire().encode(event), **more}
    return {name.encode(): value if isinstance(value, bytes) else value.encode() for name, value in flat.items()}


def test_a_kill_ranks_above_all_when_it_goes_ahead_too() -> None:
    item = Item.of(fields(told("article.killed", removal(3))))
    assert item
    assert (item.rank, item.removal, item.revision) == (3 + KILL, True, 3)
    assert '"bare", "1"' in item.entry


@pytest.mark.parametrize(
    "entry",
    [
        fields(admitted(revision()), **{REPLAY: "again"}),
        fields(admitted(revision()), subject="x!"),
        fields(admitted(revision()), subject=""),
        fields(admitted(revision()), revision="1x"),
        fields(admitted(revision()), revision="9" * 13),
        fields(admitted(revision()), type="khabar.article.held.v1"),
        fields(admitted(revision())) | {b"source": b"\xff"},
        {},
    ],
)
def test_what_is_told_once_more_or_held_or_damaged_does_not_go_ahead(entry: dict[bytes, bytes]) -> None:
    assert Item.of(entry) is None


def held(number: int, *, state: str = "shown", bare: bool = False) -> Shown:
    return Shown.model_validate({"revision": number, "rank": number, "state": state, "at": WHEN, "bare": bare})


def test_what_goes_ahead_is_needless_where_the_target_has_as_much() -> None:
    event = Bare(DESK)(ahead(admitted(revision())))
    assert needless(event, held(1), own=True, enabled=True)
    assert not needless(event, None, own=True, enabled=True)
    assert not needless(told("article.enriched", enriched()), held(1, bare=True), own=True, enabled=True)


def test_its_receipt_is_marked_and_has_an_id_of_its_own() -> None:
    event = Bare(DESK)(ahead(admitted(revision())))
    first, second = (receipt(one, "site", Answer("created"), 0.1) for one in (event, admitted_later()))
    assert first.name == second.name == "article.published"
    assert first.data.model_dump()["bare"] is True
    assert second.data.model_dump()["bare"] is None
    assert first.id != second.id
    assert not is_ahead(first)


def admitted_later() -> Event:
    return told("article.enriched", enriched())


def test_a_removal_that_went_ahead_is_not_asked_of_the_target_twice() -> None:
    event, gone = told("article.unpublished", removal(2)), held(2, state="removed", bare=True)
    answer = gone_ahead(event, gone)
    assert answer
    assert (answer.outcome, answer.shows) == ("unchanged", True)
    assert not has_gone_ahead(event, held(2, state="removed"))
    assert not has_gone_ahead(event, held(1, state="removed", bare=True))
    assert not has_gone_ahead(ahead(event), gone)
    assert gone_ahead(admitted_later(), held(1, bare=True)) is None


@pytest.mark.parametrize(
    ("lines", "own", "after"),
    [
        ({}, True, 60_000),
        ({}, False, None),
        ({"late": "go", "late_after_seconds": 5}, False, 5_000),
        ({"late": "wait"}, True, None),
        ({"late": "go", "enabled": False}, True, None),
    ],
)
def test_the_newsrooms_own_page_does_not_wait_and_others_do_unless_it_is_said(
    lines: dict[str, object], after: int | None, *, own: bool
) -> None:
    chosen = Config.model_validate({"targets": [{"id": "one", "type": "site", **lines}]}).targets[0]
    assert way(chosen, own=own, wake=lambda: None).after_ms == after


def test_a_removal_says_what_it_says() -> None:
    event = ahead(told("article.killed", removal(2)))
    assert isinstance(Bare(DESK)(event).data, Removal)

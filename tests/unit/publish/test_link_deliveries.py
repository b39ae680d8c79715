"""What ties articles together is delivered beside them; copies are shown on the newsroom's own page alone."""

from dataclasses import replace

import pytest

from khabar import Event, Wire, make
from khabar.events import REPLAY
from khabar.models import DeliveryProblem, Receipt, RelatedChange, Removal
from khabar.stage import Due
from khabar_publish.copies import taken
from khabar_publish.handlers import Drain
from khabar_publish.pipeline import failed, needless, rank, receipt, skipped
from khabar_publish.rights import allowed
from khabar_publish.shown import Shown
from khabar_publish.targets import Answer

from .links import SHOWN, STORY, copies, copy, related, story
from .stories import ARTICLE, WHEN, enriched


def held(number: int, state: str = "shown") -> Shown:
    content = f"{number:064x}" if state == "shown" else ""
    return Shown.model_validate(
        {"revision": number, "rank": number, "state": state, "content_sha256": content, "at": WHEN}
    )


@pytest.mark.parametrize(
    ("event", "name"),
    [(related(), f"{ARTICLE}/related"), (copies(), f"{ARTICLE}/copies"), (story(), f"{STORY}/story")],
)
async def test_links_wait_under_a_name_of_their_own_and_the_latest_version_supersedes(event: Event, name: str) -> None:
    [due] = await Drain("site", links=True).on_links(event)
    assert isinstance(due, Due)
    assert (due.event.subject, due.about, due.rank) == (event.subject, name, 41)
    assert due.skipped.name == "links.skipped"


async def test_differences_alone_cannot_be_shown() -> None:
    before_versions = RelatedChange(id=ARTICLE, revision=1, removed=(SHOWN,))
    event = make("related.changed", before_versions, source="khabar/enrich", subject=ARTICLE, revision=1)
    assert await Drain("site", links=True).on_links(event) == []


def test_links_that_are_shown_are_told_as_applied_and_never_as_the_article() -> None:
    said = receipt(related(), "site", Answer("updated", "http://news.test/2024/03/water"), 0.01)
    assert (said.name, said.stream, said.subject, said.causationid) == (
        "links.applied",
        "published",
        ARTICLE,
        related().id,
    )
    assert isinstance(said.data, Receipt)
    assert said.data.content_sha256 == ""
    Wire().encode(said)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (skipped(related(), "site", "later"), "links.skipped"),
        (failed(story(), "site", "refused"), "links.failed"),
        (receipt(copies(), "site", Answer("stale", shows=False), 0.01), "links.skipped"),
    ],
)
def test_links_that_are_not_shown_say_so(said: Event, name: str) -> None:
    assert said.name == name
    assert isinstance(said.data, DeliveryProblem)


def test_each_version_of_each_kind_of_links_has_receipts_of_its_own() -> None:
    events = [related(41), related(42), copies(41), copies(42)]
    assert len({receipt(event, "site", Answer("updated"), 0.01).id for event in events}) == len(events)


def test_a_copy_is_pushed_to_our_own_page_as_every_article_is() -> None:
    assert taken(copy(), "site", own=True, links=True) == copy()
    assert taken(copies(), "site", own=True, links=True) == copies()


def test_to_others_a_copy_that_they_hold_is_a_merger_into_the_article_that_stands_for_it() -> None:
    merger = taken(copy(2), "partner", own=False, links=True)
    assert (merger.name, merger.subject, merger.revision) == ("article.merged", ARTICLE, 2)
    assert isinstance(merger.data, Removal)
    assert (merger.data.into, merger.data.reason) == (SHOWN, f"a copy of {SHOWN}")
    assert needless(merger, held(1), own=False, enabled=True) == ""
    assert receipt(merger, "partner", Answer("done"), 0.01).name == "article.removed"


@pytest.mark.parametrize("before", [None, held(1, "removed"), held(2, "removed")])
def test_to_others_a_copy_that_they_do_not_show_is_none_of_their_business(before: Shown | None) -> None:
    merger = taken(copy(2), "partner", own=False, links=True)
    assert needless(merger, before, own=False, enabled=True) == f"a copy of {SHOWN}"
    assert skipped(merger, "partner", "a copy").name == "delivery.skipped"


@pytest.mark.parametrize("before", [held(2, "removed"), None])
@pytest.mark.parametrize("replayed", [True, False])
def test_an_article_that_stands_for_itself_again_is_delivered_again(before: Shown | None, *, replayed: bool) -> None:
    event = replace(copy(2, into=None), extra={REPLAY: "links"} if replayed else {})
    assert needless(event, before, own=False, enabled=True) == ""


async def test_a_target_that_takes_no_links_loses_what_became_a_copy_later() -> None:
    [due] = await Drain("wordpress", own=False).on_copies(copies(41, revision=2))
    assert isinstance(due, Due)
    assert (due.event, due.rank, due.about, due.skipped.name) == (copies(), 2, "", "delivery.skipped")
    merger = taken(copies(), "wordpress", own=False, links=False)
    assert (merger.name, rank(merger), merger.replayed) == ("article.merged", 2, True)
    assert needless(merger, held(2), own=False, enabled=True) == ""


async def test_what_others_tell_of_the_shown_article_is_no_reason_to_touch_it() -> None:
    assert await Drain("wordpress", own=False).on_copies(copies(into=None)) == []
    assert taken(copies(into=None), "wordpress", own=False, links=False) == copies(into=None)


def test_a_target_that_takes_links_hears_of_copies_as_they_are() -> None:
    assert taken(copies(), "partner", own=False, links=True) == copies()


def test_a_replay_tells_our_own_page_of_links_and_nobody_else() -> None:
    again = replace(related(), extra={REPLAY: "run-1"})
    assert needless(again, None, own=True, enabled=True) == ""
    assert "replayed" in needless(again, None, own=False, enabled=True)
    assert needless(related(), None, own=False, enabled=True) == ""
    assert needless(related(), None, own=False, enabled=False) == "the target is disabled"


def test_an_excerpt_still_says_who_else_reported_it() -> None:
    found = {
        "for_revision": 1,
        "also_reported_by": [{"article_id": SHOWN, "source": "sana"}],
        "copies": [SHOWN],
        "linked_version": 7,
    }
    sent = allowed(enriched(rights="index-only", enrichment=found)).enrichment
    assert ([one.source for one in sent.also_reported_by], sent.copies, sent.linked_version) == (["sana"], (SHOWN,), 7)

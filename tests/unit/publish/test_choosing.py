"""What the newsroom's rules keep from a target, and what goes there all the same."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from khabar import Event
from khabar.target_rules import Hours, Only
from khabar_publish.choosing import Rules
from khabar_publish.claimed import Claimed
from khabar_publish.shown import Shown

from .links import related, story
from .stories import ARTICLE, WHEN, enriched, removal, told

POLITICS = Only(sections=("politics", "world"))
NIGHT = int(datetime(2026, 3, 10, 2, tzinfo=UTC).timestamp() * 1000)
NOON = int(datetime(2026, 3, 10, 12, tzinfo=UTC).timestamp() * 1000)
DAYTIME = Hours(opens=time(8), closes=time(20))
FIRST, SECOND = ({"revision": number, "at": WHEN, "note": "عادت الأحد لا السبت."} for number in (1, 2))


def revision(section: str = "sport", number: int = 2, **changes: Any) -> Event:  # noqa: ANN401 - fields of a revision
    found = {
        "for_revision": number,
        "section": {"id": section, "name": section, "reason": ""},
        "tags": changes.pop("tags", []),
    }
    return told("article.enriched", enriched(number, enrichment=found, **changes))


def holding(state: str = "shown", number: int = 1) -> Shown:
    return Shown.model_validate({"revision": number, "rank": number, "state": state, "at": WHEN})


def claimed(held: Shown | None = None, **more: Any) -> Claimed:  # noqa: ANN401 - fields of a delivery in hand
    return Claimed(ARTICLE, "t/1", b"", held, more.pop("lost", 0), probe=False, **more)


def refused(event: Event, only: Only = POLITICS, held: Shown | None = None, **more: Any) -> str:  # noqa: ANN401 - as above
    return Rules(only).refuses(event, claimed(held, **more))


def test_an_article_of_another_section_is_kept_back_and_the_rule_is_named() -> None:
    assert refused(revision("sport")) == "section sport is not among politics, world"
    assert refused(revision("politics")) == ""


def test_an_article_without_a_section_is_kept_from_a_target_for_some() -> None:
    assert refused(told("article.enriched", enriched())) == "section (none) is not among politics, world"


def test_one_of_the_tags_is_enough() -> None:
    only = Only(tags=("loc:raqqa", "loc:homs"))
    tagged = revision(tags=[{"id": "loc:homs", "type": "place", "name": "حمص"}])
    assert refused(tagged, only) == ""
    assert refused(revision(), only) == "it carries no tag of loc:raqqa, loc:homs"


def test_another_language_is_kept_back() -> None:
    assert refused(revision(language="en"), Only(languages=("ar",))) == "language en is not among ar"
    assert refused(revision(), Only(languages=("ar",))) == ""


@pytest.mark.parametrize(("urgency", "goes"), [(1, True), (3, True), (4, False), (None, False)])
def test_only_what_is_urgent_enough_goes(urgency: int | None, *, goes: bool) -> None:
    assert (refused(revision(urgency=urgency), Only(urgency=3)) == "") is goes


def test_breaking_news_is_urgent_enough_whatever_its_number() -> None:
    assert refused(revision(breaking=True), Only(urgency=1)) == ""


def test_all_that_a_rule_says_must_be_met() -> None:
    both = Only(sections=("sport",), languages=("en",))
    assert refused(revision("sport"), both)
    assert refused(revision("sport", language="en"), both) == ""


def test_what_is_shown_goes_on_being_updated_though_it_moved_to_another_section() -> None:
    assert refused(revision("sport"), held=holding()) == ""
    assert refused(revision("sport"), held=holding("unknown")) == ""


def test_what_was_removed_does_not_come_back_in_another_section() -> None:
    assert refused(revision("sport"), held=holding("removed")) != ""


@pytest.mark.parametrize("name", ["article.killed", "article.withdrawn", "article.unpublished", "article.merged"])
def test_a_removal_goes_wherever_the_article_ever_was(name: str) -> None:
    assert refused(told(name, removal()), held=holding()) == ""
    assert refused(told(name, removal()), held=holding("removed")) == ""
    assert "never went there" in refused(told(name, removal()))
    assert Rules().refuses(told(name, removal()), claimed()) == ""


@pytest.mark.parametrize("doubt", [{"tried": True}, {"lost": 1}])
def test_a_removal_goes_where_the_end_of_a_call_is_not_known(doubt: dict[str, Any]) -> None:
    assert refused(told("article.killed", removal()), **doubt) == ""


def test_a_revision_that_the_rules_refuse_is_not_sent_because_whoever_had_it_in_hand_died() -> None:
    assert refused(revision("sport"), lost=1) != ""
    assert refused(revision("sport"), lost=1, tried=True) == ""


def test_links_of_an_article_go_where_the_article_is() -> None:
    assert "never went there" in refused(related())
    assert refused(related(), beside=holding()) == ""
    assert "never went there" in refused(related(), beside=holding("removed"))
    assert refused(story()) == ""


def until(event: Event, hours: Hours = DAYTIME, held: Shown | None = None, at: int = NIGHT) -> int:
    return Rules(hours=hours).until(event, replace(claimed(held), at=at))


def test_outside_the_hours_an_article_waits_and_within_them_it_goes() -> None:
    assert until(revision()) == NIGHT + 900_000
    assert until(revision(), held=holding()) == NIGHT + 900_000
    assert until(revision(), at=NOON) == 0
    assert until(related()) == NIGHT + 900_000


@pytest.mark.parametrize("urgent", [replace(revision(), lane="urgent"), revision(breaking=True)])
def test_what_is_urgent_goes_at_any_hour_unless_the_newsroom_says_no(urgent: Event) -> None:
    assert until(urgent) == 0
    assert until(urgent, DAYTIME.model_copy(update={"urgent": False})) > 0


def test_a_removal_goes_at_any_hour() -> None:
    assert until(told("article.unpublished", removal()), DAYTIME.model_copy(update={"urgent": False})) == 0


def test_a_correction_of_what_is_shown_goes_at_any_hour() -> None:
    assert until(revision(correction=FIRST), held=holding()) == 0
    assert until(revision(correction=FIRST)) > 0


def test_a_correction_that_an_update_overtook_goes_with_the_update() -> None:
    assert until(revision(number=3, corrections=[FIRST, SECOND]), held=holding(number=1)) == 0
    assert until(revision(number=3, corrections=[FIRST, SECOND]), held=holding(number=2)) > 0

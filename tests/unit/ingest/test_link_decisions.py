"""What becomes of an editor's word on the related links of an article."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from khabar.events import article_id
from khabar.models import LinkLocks
from khabar_ingest.by_hand import Refusal
from khabar_ingest.links.deciding import decide, undone
from khabar_ingest.links.order import MOST_PINNED, LinkOrder
from khabar_ingest.state import State

WHEN = datetime(2026, 11, 23, 8, tzinfo=UTC)
WATER, POWER, BREAD, RUMOUR = (article_id("desk", word) for word in ("water", "power", "bread", "rumour"))
MANY = [article_id("desk", str(number)) for number in range(MOST_PINNED + 1)]
STATES = {id_: State(id_, {"revision": "1", "status": "usable"}) for id_ in (WATER, POWER, BREAD, *MANY)}
STATES[RUMOUR] = State(RUMOUR, {"revision": "2", "status": "killed"})


def order(verb: str, *others: str) -> LinkOrder:
    return LinkOrder.model_validate({"verb": verb, "others": others, "reason": "قرار", "by": "محررة"})


def locks(**decided: object) -> LinkLocks:
    return LinkLocks.model_validate({"id": WATER, "revision": 3, **decided})


def after(before: LinkLocks, verb: str, *others: str) -> LinkLocks:
    found = decide(order(verb, *others), before, STATES, WHEN)
    assert found is not None
    return found


def test_pinned_articles_stand_in_the_order_in_which_they_were_pinned() -> None:
    found = after(after(locks(), "pin", POWER), "pin", BREAD, POWER)
    assert found.pinned == (POWER, BREAD)
    assert (found.by, found.reason, found.at, found.revision) == ("محررة", "قرار", WHEN, 3)
    assert after(found, "unpin", POWER).pinned == (BREAD,)


def test_the_later_word_wins_and_says_what_it_took_back() -> None:
    blocked = after(locks(), "block", POWER, BREAD)
    pinned = after(blocked, "pin", POWER)
    assert (pinned.pinned, pinned.blocked) == ((POWER,), (BREAD,))
    assert undone(order("pin", POWER), blocked) == {"unblocked": [POWER]}
    again = after(pinned, "block", POWER)
    assert (again.pinned, again.blocked) == ((), (BREAD, POWER))
    assert undone(order("block", POWER), pinned) == {"unpinned": [POWER]}
    assert undone(order("block", BREAD), locks()) == {}


@pytest.mark.parametrize(
    ("verb", "others", "before"),
    [
        ("pin", [POWER], {"pinned": [POWER]}),
        ("unblock", [POWER], {}),
        ("freeze", [], {"frozen": True}),
        ("thaw", [], {}),
    ],
)
def test_what_is_so_already_is_not_decided_again(verb: str, others: list[str], before: dict[str, object]) -> None:
    assert decide(order(verb, *others), locks(**before), STATES, WHEN) is None


def test_a_frozen_list_keeps_its_pins() -> None:
    found = after(locks(pinned=[POWER]), "freeze")
    assert (found.frozen, found.pinned) == (True, (POWER,))
    assert not after(found, "thaw").frozen


@pytest.mark.parametrize("verb", ["pin", "block"])
def test_an_article_is_never_among_its_own_links(verb: str) -> None:
    with pytest.raises(Refusal, match="is the article itself"):
        decide(order(verb, WATER), locks(), STATES, WHEN)


def test_what_readers_cannot_see_is_not_pinned_but_may_be_blocked() -> None:
    with pytest.raises(Refusal, match=rf"only what readers may see .* {RUMOUR} \(killed\)"):
        decide(order("pin", RUMOUR), locks(), STATES, WHEN)
    assert after(locks(), "block", RUMOUR).blocked == (RUMOUR,)


def test_an_article_that_nobody_knows_is_refused_as_that() -> None:
    unknown = article_id("desk", "atlantis")
    with pytest.raises(Refusal, match=f"there is no article {unknown}") as refused:
        decide(order("pin", unknown), locks(), STATES | {unknown: State(unknown, {})}, WHEN)
    assert refused.value.unknown


def test_no_more_are_pinned_than_a_page_shows() -> None:
    assert len(after(locks(), "pin", *MANY[:MOST_PINNED]).pinned) == MOST_PINNED
    with pytest.raises(Refusal, match="7 articles would be pinned, and 6 are the most; unpin one first"):
        decide(order("pin", *MANY), locks(), STATES, WHEN)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"verb": "pin", "others": []}, "to pin names at least one other article"),
        ({"verb": "freeze", "others": [POWER]}, "to freeze is about the whole list"),
        ({"verb": "pin", "others": ["loc:raqqa"]}, "'loc:raqqa' is no article's id"),
        ({"verb": "glue", "others": [POWER]}, "Input should be 'pin'"),
        ({"verb": "pin", "others": [POWER], "by": "khabar/enrich"}, "not who decides"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_with_the_reason(said: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        LinkOrder.model_validate({"reason": "قرار", **said})

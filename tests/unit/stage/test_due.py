"""The write that has an event wait for its target."""

import json
from dataclasses import replace
from typing import Any

import pytest

from khabar.events import Event, make
from khabar.keys import Keys
from khabar.models import DeliveryProblem
from khabar.stage import KILL, Due
from khabar.stage.due import KEY, keys_of
from khabar.stage.entry import Action
from khabar.wire import Wire

from .conftest import OUTPUTS, entry_of, hop_with


def due_of(event: Event) -> Due:
    problem = DeliveryProblem(id=event.subject, revision=event.revision, target="site", reason="a newer one came")
    return Due(event, event.revision, make("delivery.skipped", problem, source="t", subject=event.subject, cause=event))


async def waiting(event: Event, wire: Wire, **damage: bytes) -> list[Action]:
    async def handler(given: Event) -> list[Due]:
        return [due_of(given)]

    return list((await hop_with(handler, wire).settle(entry_of(event, damage))).actions)


def fields(flat: Any) -> dict[str, str]:  # noqa: ANN401 - an argument of an action
    parts = json.loads(flat)
    return dict(zip(parts[::2], parts[1::2], strict=True))


async def test_an_event_waits_with_its_own_entry_and_with_what_is_told_if_it_is_superseded(
    created: Event, wire: Wire
) -> None:
    [action] = await waiting(created, wire)

    subject, rank, revision, lane, told, own = action.arguments
    assert (action.key, subject, rank, revision, lane) == (KEY, created.subject, 1, 1, "normal")
    assert {name.encode(): value.encode() for name, value in fields(own).items()} == entry_of(created).fields
    assert fields(told)["type"] == "khabar.delivery.skipped.v1"
    assert not [text for text in (told, own) if "\n" in str(text)]
    assert "صيانة الجسور" in str(own)


async def test_what_was_tried_before_waits_as_one_that_never_was(created: Event, wire: Wire) -> None:
    [action] = await waiting(created, wire, attempt=b"4", failingsince=b"1700000000.000")

    own = fields(action.arguments[5])
    assert (own["attempt"], "failingsince" in own) == ("1", False)


@pytest.mark.parametrize(
    "event",
    [{"subject": "7e6d2c1a!"}, {"revision": KILL}, {"revision": KILL + 7}],
    ids=["a subject that looks like a flight", "a revision as high as a kill", "one that is higher"],
)
async def test_no_event_passes_for_a_flight_or_a_kill(created: Event, wire: Wire, event: dict[str, Any]) -> None:
    [action] = await waiting(replace(created, **event), wire)

    assert action.key == OUTPUTS["dead"]


def test_all_keys_of_a_target_lie_in_the_newsrooms_slot() -> None:
    keys = keys_of(Keys("beirut"), "site")
    assert len(set(keys)) == 4
    assert all(key.startswith("khabar:{beirut}:due:site") for key in keys)

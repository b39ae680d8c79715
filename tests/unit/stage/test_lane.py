"""Which entries of the main stream are read from the fast lane instead."""

import pytest

from khabar.stage.entry import Entry
from khabar.stage.lane import FastLane

TWINNED = {b"fastlane": b"1", b"lane": b"urgent"}


def lane_from(since: str) -> FastLane:
    lane = FastLane()
    lane.begin(since)
    return lane


@pytest.mark.parametrize(
    ("entry", "read_there"),
    [("5-3", True), ("5-4", True), ("6-0", True), ("10-0", True), ("5-2", False), ("4-99", False)],
)
def test_what_has_a_twin_is_read_from_the_lane_from_its_beginning_on(entry: str, read_there: bool) -> None:  # noqa: FBT001 - a row of the table
    assert lane_from("5-3").has(Entry(entry, TWINNED)) is read_there


def test_an_urgent_entry_without_a_twin_is_handled_where_it_is() -> None:
    assert not lane_from("0-0").has(Entry("5-3", {b"lane": b"urgent"}))


def test_as_long_as_nobody_says_where_the_lane_begins_nothing_is_left_to_it() -> None:
    assert not FastLane().has(Entry("5-3", TWINNED))


def test_a_lane_that_begins_later_hides_less() -> None:
    lane = lane_from("5-3")
    lane.begin("9-0")
    assert not lane.has(Entry("6-0", TWINNED))
    assert lane.has(Entry("9-0", TWINNED))


def test_the_largest_numbers_of_the_server_are_compared_whole() -> None:
    largest = 18446744073709551615
    assert lane_from(f"{largest}-{largest - 1}").has(Entry(f"{largest}-{largest}", TWINNED))
    assert not lane_from(f"{largest}-{largest}").has(Entry(f"{largest}-{largest - 1}", TWINNED))

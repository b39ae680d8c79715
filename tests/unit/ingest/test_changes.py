import time

from khabar.models import Block, Revision
from khabar_ingest.changes import changes

from .test_commanding import TEXT


def text(*paragraphs: str, **fields: object) -> Revision:
    body = tuple(Block(type="paragraph", text=paragraph) for paragraph in paragraphs)
    return TEXT.model_copy(update={"body": body, **fields})


def test_nothing_changed_is_no_change() -> None:
    assert changes(text("أ", "ب"), text("أ", "ب")) == ()


def test_what_was_changed_added_and_taken_out_is_told_where_it_is() -> None:
    found = changes(text("أ", "ب", "ج", "د", lead="س"), text("أ", "بب", "د", "ه", lead="ش"))
    told = [(change.zone, change.before, change.after) for change in found]
    assert told == [("lead", "س", "ش"), ("body.1", "ب", "بب"), ("body.2", "ج", ""), ("body.3", "", "ه")]


def test_the_items_of_a_list_and_the_rows_of_a_table_are_compared_too() -> None:
    before = text().model_copy(update={"body": (Block(type="list", items=("أ", "ب")),)})
    after = text().model_copy(update={"body": (Block(type="table", rows=(("أ", "ب"),)),)})
    [change] = changes(before, after)
    assert (change.before, change.after) == ("أ\nب", "أ | ب")


def test_a_long_difference_is_cut_and_a_hostile_one_takes_no_time() -> None:
    began = time.monotonic()
    found = changes(text(*["س"] * 2_000), text(*["س ع"] * 1_999))
    assert len(found) == 50
    [long] = changes(text("س" * 9_000), text("ع" * 9_000))
    assert (len(long.before), len(long.after)) == (2_000, 2_000)
    assert time.monotonic() - began < 60

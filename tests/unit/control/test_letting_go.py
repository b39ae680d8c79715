"""What is noted of a group that was let go."""

import pytest

from khabar_control.janitor.letting_go import LetGo, before, decode


def test_a_record_is_read_as_it_was_written() -> None:
    record = LetGo(1, "أسبوع بلا حركة", (("5-0", "9-3"), ("12-0", "20-0")))
    assert decode(record.encode().encode()) == record


def test_a_record_without_a_loss_may_come_from_the_server_as_an_empty_object() -> None:
    assert decode(b'{"at":1,"reason":"x","lost":{}}').lost == ()


def test_what_was_given_is_no_longer_missing() -> None:
    record = LetGo(1, "x", (("5-0", "9-3"), ("12-0", "20-0")))
    assert record.given("6-2").lost == (("6-3", "9-3"), ("12-0", "20-0"))
    assert record.without_first().lost == (("12-0", "20-0"),)


@pytest.mark.parametrize(
    ("entry_id", "expected"), [("5-1", "5-0"), ("5-0", "4-18446744073709551615"), ("0-1", "0-0"), ("0-0", "0-0")]
)
def test_the_id_before_another(entry_id: str, expected: str) -> None:
    assert before(entry_id) == expected

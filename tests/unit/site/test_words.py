"""Counting in Arabic: the noun takes another form for one, two, few and many."""

import pytest

from khabar_site.phrases import Phrases

counted = Phrases().counted


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "مصدر آخر"),
        (2, "مصدران آخران"),
        (3, "3 مصادر أخرى"),
        (10, "10 مصادر أخرى"),
        (11, "11 مصدراً آخر"),
        (100, "100 مصدر آخر"),
        (103, "103 مصادر أخرى"),
    ],
)
def test_other_sources_are_counted_as_readers_say_it(number: int, said: str) -> None:
    assert counted(number, "source") == said


def test_days_are_counted_as_readers_say_it() -> None:
    assert [counted(number, "day") for number in (1, 2, 4, 30)] == ["يوم واحد", "يومان", "4 أيام", "30 يوماً"]

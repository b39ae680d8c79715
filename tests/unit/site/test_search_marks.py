from datetime import date

from khabar_site.store.forms.units import POINT
from khabar_site.store.marks import spans
from khabar_site.store.vocabulary import edits, near


def told(first: date, last: date) -> list[str]:
    return [mark.removeprefix(POINT) for mark in spans(first, last)]


def test_a_time_is_asked_for_by_as_few_years_months_and_days_as_make_it_up() -> None:
    assert told(date(2022, 12, 31), date(2025, 2, 2)) == [
        *("d20221231", "y2023", "y2024", "m202501", "d20250201", "d20250202")
    ]


def test_a_month_and_a_day_are_themselves_and_no_time_is_nothing() -> None:
    assert told(date(2024, 2, 1), date(2024, 2, 29)) == ["m202402"]
    assert told(date(2024, 2, 29), date(2024, 2, 29)) == ["d20240229"]
    assert told(date(2024, 3, 1), date(2024, 2, 1)) == []


def test_a_typing_error_is_one_letter_more_less_other_or_swapped() -> None:
    assert {"دمشق", "دشمف", "دمش", "دمشوف"} <= edits("دمشف")


def test_two_letters_may_differ_and_no_more() -> None:
    assert near("الانتحابت", "الانتخابات")
    assert not near("انتصار", "انتخابات")

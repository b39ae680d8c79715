from hypothesis import given
from hypothesis import strategies as st

from khabar_ingest.health.checkup import check
from khabar_ingest.health.hearing import HOUR_SECONDS
from khabar_ingest.health.rhythm import HOURS, Rhythm, slot

MONDAY = 494_520  # 2026-06-01T00:00Z, in hours of Unix time
DAY = 24


def learnt(weeks: int, *, news: dict[int, int]) -> Rhythm:
    """The rhythm of a source that brings so many news at these hours of every day."""
    rhythm = Rhythm()
    for hour in range(MONDAY - weeks * HOURS, MONDAY):
        rhythm = rhythm.heard(hour, news.get(hour % DAY, 0))
    return rhythm


def test_the_week_begins_on_monday() -> None:
    assert slot(MONDAY) == 0
    assert slot(MONDAY + HOURS + 5) == 5


def test_a_source_of_the_daytime_is_not_silent_at_night_and_is_by_noon() -> None:
    rhythm = learnt(4, news=dict.fromkeys(range(7, 22), 3))
    last = MONDAY - 2  # eleven at night
    assert not rhythm.silent(last, MONDAY + 7)
    assert rhythm.silent(last, MONDAY + 12)


def test_a_source_that_speaks_once_a_day_may_be_late_by_some_hours() -> None:
    rhythm = learnt(4, news={18: 40})
    assert not rhythm.silent(MONDAY - 5, MONDAY + 23)
    assert rhythm.silent(MONDAY - 5, MONDAY + 4 * DAY)


def test_a_source_that_is_hardly_known_is_never_called_silent() -> None:
    rhythm = Rhythm()
    for hour in range(MONDAY - 40, MONDAY):
        rhythm = rhythm.heard(hour, 10)
    assert not rhythm.silent(MONDAY, MONDAY + 30)


def test_even_the_busiest_source_has_some_hours() -> None:
    rhythm = learnt(8, news=dict.fromkeys(range(DAY), 100))
    assert [rhythm.silent(MONDAY, MONDAY + hours) for hours in (1, 2, 3)] == [False, False, True]


def test_the_pace_of_an_hour_is_that_of_other_weeks_and_looks_an_hour_ahead() -> None:
    rhythm = learnt(3, news={9: 6})
    assert rhythm.pace(MONDAY + 9) == rhythm.pace(MONDAY + 8) == 6
    assert rhythm.pace(MONDAY + 10) == 0
    assert Rhythm().pace(MONDAY) is None


def test_old_habits_fade() -> None:
    rhythm = learnt(30, news={9: 6})
    assert max(rhythm.weeks) <= 8
    for hour in range(MONDAY, MONDAY + 8 * HOURS):
        rhythm = rhythm.heard(hour, 0)
    assert rhythm.chance(MONDAY + 9) < 0.5


@given(st.lists(st.integers(0, 10_000), max_size=400))
def test_a_rhythm_is_kept_as_it_is_and_stays_small(news: list[int]) -> None:
    rhythm = Rhythm()
    for hour, each in enumerate(news):
        rhythm = rhythm.heard(MONDAY + hour, each)
    assert Rhythm.read(str(rhythm)) == rhythm
    assert len(str(rhythm)) < 2000
    assert all(0 <= rhythm.chance(hour) < 1 for hour in range(HOURS))


def said(rhythm: Rhythm, heard_hour: int, **more: str) -> dict[str, str]:
    return {"rhythm": str(rhythm), "learnt": str(MONDAY), "heard_at": str(heard_hour * HOUR_SECONDS)} | more


LONG_AGO = (MONDAY - 1000) * float(HOUR_SECONDS)
ROUND_THE_CLOCK = dict.fromkeys(range(DAY), 5)


def test_silence_is_told_once_and_its_end_too() -> None:
    before = said(learnt(4, news=ROUND_THE_CLOCK), MONDAY)
    found = check(before, (MONDAY + 9) * HOUR_SECONDS, LONG_AGO)
    assert (found.tell, round(found.quiet_hours)) == ("source.silent", 9)
    silent = before | dict(found.kept)
    assert check(silent, (MONDAY + 10) * HOUR_SECONDS, LONG_AGO).tell == ""
    spoken = silent | {"heard_at": str((MONDAY + 11) * HOUR_SECONDS), f"hour:{MONDAY + 11}": "2"}
    again = check(spoken, (MONDAY + 11) * HOUR_SECONDS + 60, LONG_AGO)
    assert (again.tell, "silent_at" in again.forgotten) == ("source.recovered", True)


def test_hours_that_are_over_are_learnt_once_and_their_notes_forgotten() -> None:
    before = said(Rhythm(), MONDAY, **{f"hour:{MONDAY}": "4", f"hour:{MONDAY + 1}": "1"})
    found = check(before, (MONDAY + 1) * HOUR_SECONDS + 10, LONG_AGO)
    assert found.forgotten == (f"hour:{MONDAY}",)
    assert Rhythm.read(found.kept["rhythm"]).news[slot(MONDAY)] == 4
    assert check(before | dict(found.kept), (MONDAY + 1) * HOUR_SECONDS + 20, LONG_AGO).kept == {}


def test_nobody_is_blamed_for_hours_in_which_nobody_listened() -> None:
    before = said(learnt(4, news=ROUND_THE_CLOCK), MONDAY)
    now = (MONDAY + 50) * HOUR_SECONDS
    found = check(before, now, watched_since=now - 60.0)
    assert found.tell == ""
    assert found.kept == {}


def test_a_source_that_never_spoke_is_not_called_silent() -> None:
    before = said(learnt(4, news=ROUND_THE_CLOCK), MONDAY)
    del before["heard_at"]
    assert check(before, (MONDAY + 9) * HOUR_SECONDS, LONG_AGO).tell == ""

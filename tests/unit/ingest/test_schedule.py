from datetime import UTC, datetime, timedelta

import pytest

from khabar.fetching import Fetched, Hop
from khabar_ingest.schedule import moves
from khabar_ingest.schedule.hints import Hints, fresh_for, hints
from khabar_ingest.schedule.interval import Bounds, learn, next_poll
from khabar_ingest.schedule.pace import arrived, recent

MONDAY = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
BOUNDS = Bounds(fastest=60, usual=300, slowest=3600)


def at(**later: float) -> datetime:
    return MONDAY + timedelta(**later)


def channel(head: str) -> bytes:
    return f"<rss><channel>{head}<item><ttl>1</ttl><title>خبر</title></item></channel></rss>".encode()


def test_a_feed_of_unknown_pace_is_asked_at_the_usual_interval() -> None:
    assert next_poll({}, MONDAY, BOUNDS) == 300


def test_what_was_there_at_the_first_poll_says_nothing_about_the_pace() -> None:
    assert recent(arrived("", MONDAY.timestamp(), 50), at(hours=1).timestamp()) is None


def test_a_busy_feed_is_asked_often_and_a_quiet_one_seldom() -> None:
    busy = quiet = arrived("", MONDAY.timestamp(), 30)
    for minute in (10, 20, 30, 40, 50, 60):
        busy = arrived(busy, at(minutes=minute).timestamp(), 3)
    quiet = arrived(quiet, at(minutes=60).timestamp(), 1)
    waits = [next_poll({"arrivals": each}, at(minutes=60), BOUNDS) for each in (busy, quiet)]
    assert waits == [100, 1800]
    assert next_poll({"arrivals": quiet}, at(hours=30), BOUNDS) == BOUNDS.slowest


def test_only_the_newest_arrivals_are_remembered() -> None:
    said = ""
    for hour in range(100):
        said = arrived(said, at(hours=hour).timestamp(), 1)
    assert len(said.split()) == 8
    assert recent(said, at(hours=99).timestamp()) == pytest.approx(1.0)


def test_a_busy_hour_that_the_week_foretells_is_met_awake() -> None:
    long_quiet = arrived(arrived("", MONDAY.timestamp(), 1), at(minutes=1).timestamp(), 1)
    night = at(hours=20)
    assert next_poll({"arrivals": long_quiet}, night, BOUNDS) == BOUNDS.slowest
    assert next_poll({"arrivals": long_quiet, "pace": "12.0"}, night, BOUNDS) == 150


def test_wishes_of_feed_and_server_are_kept_up_to_the_most() -> None:
    memory = {"hints": str(Hints(rest=1200)), "fresh_for": "900"}
    assert next_poll(memory, MONDAY, BOUNDS) == 1200
    assert next_poll({"fresh_for": "604800"}, MONDAY, BOUNDS) == BOUNDS.slowest


def test_skipped_hours_and_days_are_left_out() -> None:
    assert Hints(hours=frozenset({9, 10})).after(MONDAY, 3600) == 2.5 * 3600
    assert Hints(days=frozenset({1, 2})).after(at(hours=15), 3600) == 48 * 3600 + 0.5 * 3600
    every_hour = Hints(hours=frozenset(range(24)))
    assert every_hour.after(MONDAY, 300) == 300


def test_the_head_of_a_feed_is_read_and_never_its_items() -> None:
    said = hints(
        channel(
            "<ttl> 30 </ttl><skipHours><hour>0</hour><hour>24</hour><hour>3</hour><hour>77</hour></skipHours>"
            "<skipDays><day>Friday</day><day>Someday</day></skipDays>"
        )
    )
    assert said == Hints(1800, frozenset({0, 3}), frozenset({4}))
    assert hints(channel("")) == Hints()
    period = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    assert hints(channel(period)).rest == 21_600
    assert hints(b"\xff\xfe\x00<ttl>") == Hints()


def test_what_a_feed_said_is_remembered_as_it_was() -> None:
    for said in (Hints(), Hints(1800, frozenset({0, 3}), frozenset({4}))):
        assert Hints.read(str(said)) == said
    assert Hints.read("") == Hints()


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("max-age=600", 600),
        ("public, Max-Age = 60 , must-revalidate", 60),
        ("no-cache, max-age=600", 0),
        ("s-maxage=600", 0),
        ("max-age=-1", 0),
        ("", 0),
    ],
)
def test_a_server_says_how_long_its_answer_is_fresh(said: str, seconds: float) -> None:
    assert fresh_for({"cache-control": said}) == seconds


def test_an_unchanged_feed_keeps_the_wishes_it_had() -> None:
    memory: dict[str, str] = {}
    learn(memory, Fetched(200, {}, "http://a.example/", channel("<ttl>20</ttl>")))
    learn(memory, Fetched(304, {"cache-control": "max-age=60"}, "http://a.example/", b""))
    assert next_poll(memory, MONDAY, BOUNDS) == 1200


def test_only_a_way_that_is_permanent_at_every_step_leads_elsewhere_for_good() -> None:
    new = "http://b.example/feed"
    assert moves.permanent([Hop(301, "http://a.example/2"), Hop(308, new)]) == new
    assert moves.permanent([Hop(301, "http://a.example/2"), Hop(302, new)]) == ""
    assert moves.permanent([]) == ""


def test_a_move_that_is_named_again_and_again_within_the_hour_is_not_proven() -> None:
    memory: dict[str, str] = {}
    assert not any(moves.proven(memory, "http://b.example/", at(minutes=minute)) for minute in range(60))
    assert moves.proven(memory, "http://b.example/", at(hours=24))


def test_a_move_to_another_place_or_none_begins_anew() -> None:
    memory: dict[str, str] = {}
    for hour, target in ((0, "http://b.example/"), (12, "http://c.example/"), (24, "http://b.example/"), (48, "")):
        assert not moves.proven(memory, target, at(hours=hour))
    assert memory == {}

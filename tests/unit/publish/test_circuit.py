"""When a target is called, left alone, tried out, and when somebody is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from khabar_publish.circuit import FAILURES, PATIENCE_MS, STATES, Alarm, Circuit, asked, failed, refused, succeeded

NOW = 1_790_000_000_000


def fail(circuit: Circuit, times: int = 1, *, article: str = "", probe: bool = False) -> tuple[Circuit, list[Alarm]]:
    alarms: list[Alarm] = []
    for _ in range(times):
        circuit, alarm = failed(circuit, NOW, "connection refused", probe=probe, article=article)
        alarms += [alarm] if alarm else []
    return circuit, alarms


def test_four_failures_are_no_outage() -> None:
    circuit, alarms = fail(Circuit(), FAILURES - 1)
    assert (circuit.state, alarms) == ("closed", [])


def test_five_failures_in_a_row_open_the_circuit_with_one_alarm() -> None:
    circuit, alarms = fail(Circuit(), FAILURES + 3)
    assert (circuit.state, alarms) == ("open", ["target.down"])
    assert circuit.since == NOW
    assert NOW <= circuit.until <= NOW + 2000


def test_a_success_between_failures_starts_the_count_anew() -> None:
    circuit, _ = fail(Circuit(), FAILURES - 1)
    circuit, _ = succeeded(circuit, NOW, probe=False)
    assert circuit == Circuit()
    assert fail(circuit, FAILURES - 1)[0].state == "closed"


def test_one_article_that_is_answered_with_failures_blames_itself_and_not_the_target() -> None:
    circuit, alarms = fail(Circuit(), 50, article="a")
    assert (circuit.state, circuit.failures, alarms) == ("closed", 1, [])


def test_failures_of_several_articles_are_the_targets() -> None:
    circuit = Circuit()
    for article in "abcde":
        circuit, _ = fail(circuit, article=article)
    assert circuit.state == "open"


def test_a_target_that_does_not_answer_is_down_even_for_one_article() -> None:
    assert fail(Circuit(), FAILURES)[0].state == "open"


def test_probes_become_rarer_up_to_five_minutes_and_then_each_quarter_of_an_hour() -> None:
    circuit = Circuit("open", since=NOW, until=NOW)
    waits = []
    for probe in range(40):
        circuit, alarm = failed(circuit, NOW, "still down", probe=True)
        waits.append(circuit.until - NOW)
        assert alarm is None
        assert waits[-1] <= min(300_000, 2000 * 2 ** (probe + 1))
    assert max(waits) > 30_000
    late, _ = failed(circuit, NOW + PATIENCE_MS, "still down", probe=True)
    assert late.until == NOW + 2 * PATIENCE_MS


def test_only_a_probe_closes_an_open_circuit_and_says_that_the_target_is_back() -> None:
    opened, _ = fail(Circuit(), FAILURES)
    assert succeeded(opened, NOW + 5, probe=False) == (opened, None)
    circuit, alarm = succeeded(opened, NOW + 5, probe=True)
    assert (circuit.state, circuit.failures, circuit.closed_at, alarm) == ("closed", 0, NOW + 5, "target.recovered")


def test_a_pause_that_the_target_asks_for_is_no_alarm_and_ends_without_one() -> None:
    circuit, alarm = asked(Circuit(), NOW, "429", seconds=30, probe=False)
    assert (circuit.state, circuit.until, alarm) == ("asked", NOW + 30_000, None)
    circuit, alarm = succeeded(circuit, NOW + 31_000, probe=True)
    assert (circuit.state, alarm) == ("closed", None)


def test_the_longest_pause_asked_for_counts() -> None:
    circuit, _ = asked(Circuit(), NOW, "429", seconds=60, probe=False)
    circuit, _ = asked(circuit, NOW, "429", seconds=5, probe=False)
    assert circuit.until == NOW + 60_000


def test_a_target_that_asks_for_pauses_without_an_end_counts_as_down() -> None:
    circuit, _ = asked(Circuit(), NOW, "503", seconds=30, probe=False)
    circuit, alarm = asked(circuit, NOW + PATIENCE_MS, "503", seconds=30, probe=True)
    assert (circuit.state, alarm) == ("open", "target.down")
    assert asked(circuit, NOW + PATIENCE_MS, "503", seconds=30, probe=True)[1] is None


def test_a_target_that_fails_after_its_pause_comes_to_count_as_down() -> None:
    circuit, _ = asked(Circuit(), NOW, "503", seconds=1, probe=False)
    circuit, alarms = fail(circuit, FAILURES, probe=True)
    assert (circuit.state, alarms) == ("open", ["target.down"])


def test_a_refusal_alarms_once_and_is_tried_out_each_quarter_of_an_hour() -> None:
    circuit, alarm = refused(Circuit(), NOW, "401", probe=False)
    assert (circuit.state, circuit.until, alarm) == ("refused", NOW + PATIENCE_MS, "target.refused")
    for probe in (False, True, True):
        circuit, alarm = refused(circuit, NOW + PATIENCE_MS, "401", probe=probe)
        assert alarm is None
    assert (circuit.since, circuit.until) == (NOW, NOW + 2 * PATIENCE_MS)
    away, alarm = failed(circuit, NOW + 2 * PATIENCE_MS, "timeout", probe=True)
    assert (away.state, away.until, alarm) == ("refused", NOW + 3 * PATIENCE_MS, None)
    assert succeeded(away, NOW, probe=True)[1] == "target.recovered"


@pytest.mark.parametrize("probe", [True, False])
def test_what_comes_back_late_does_not_end_a_persons_pause(*, probe: bool) -> None:
    paused = Circuit("paused", since=NOW, reason="works on the server")
    assert succeeded(paused, NOW, probe=probe) == (paused, None)
    assert failed(paused, NOW, "x", probe=probe) == (paused, None)
    assert refused(paused, NOW, "x", probe=probe) == (paused, None)
    assert asked(paused, NOW, "x", seconds=9, probe=probe) == (paused, None)


@given(
    some.builds(
        Circuit,
        state=some.sampled_from(STATES),
        failures=some.integers(0, 99),
        since=some.integers(0, NOW),
        until=some.integers(0, 2 * NOW),
        reason=some.text(),
    )
)
def test_what_is_kept_is_read_again(circuit: Circuit) -> None:
    assert Circuit.read(circuit.fields()) == circuit


@pytest.mark.parametrize(
    "damage", [{"state": "broken"}, {"until": "soon"}, {"failures": "9" * 99}, {"since": "-4"}, {}]
)
def test_damage_reads_as_a_target_that_is_well(damage: dict[str, str]) -> None:
    assert Circuit.read(damage) == Circuit()

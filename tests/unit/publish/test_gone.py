"""A target that wants no more calls gets none until a person says so."""

import pytest

from khabar_publish.circuit import STATES, Circuit, State, failed, gone, succeeded

NOW = 1_790_000_000_000


@pytest.mark.parametrize("state", [state for state in STATES if state != "paused"])
def test_whatever_it_was_it_is_paused_and_somebody_is_told(state: State) -> None:
    circuit, alarm = gone(Circuit(state, failures=3, closed_at=7), NOW, "gone for good (410)")
    assert (circuit.state, circuit.since, circuit.closed_at) == ("paused", NOW, 7)
    assert (circuit.reason, alarm) == ("gone for good (410)", "target.refused")


def test_the_second_410_tells_nobody_again_and_no_probe_is_made() -> None:
    paused, _ = gone(Circuit(), NOW, "410")
    assert gone(paused, NOW + 5, "410 once more") == (paused, None)
    assert succeeded(paused, NOW + 5, probe=True) == (paused, None)
    assert failed(paused, NOW + 5, "down", probe=True) == (paused, None)

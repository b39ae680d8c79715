import pytest

from khabar.errors import ConfigError
from khabar.fetching import Fetcher, FetchSettings
from khabar.settings import load


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FetchSettings.model_fields:
        monkeypatch.delenv(f"KHABAR_{name.upper()}", raising=False)


def test_without_settings_nothing_of_ones_own_network_is_fetched_from_and_hosts_are_spared() -> None:
    settings = load(FetchSettings)
    assert (settings.fetch_private, settings.fetch_contact) == ("", "")
    assert (settings.fetch_seconds, settings.fetch_gap_seconds, settings.fetch_per_host) == (30, 0.5, 2)


def test_an_operator_says_by_the_environment_how_to_fetch(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"SECONDS": "5", "PRIVATE": "10.1.20.7", "CONTACT": "a@b.example", "GAP_SECONDS": "0", "PER_HOST": "4"}
    for name, value in said.items():
        monkeypatch.setenv(f"KHABAR_FETCH_{name}", value)
    settings = load(FetchSettings)
    assert (settings.fetch_private, settings.fetch_contact) == ("10.1.20.7", "a@b.example")
    assert (settings.fetch_seconds, settings.fetch_gap_seconds, settings.fetch_per_host) == (5, 0, 4)


@pytest.mark.parametrize("contact", ["two words", "line\nbreak", "مكتب@paper.example", "x" * 201])
def test_a_contact_that_cannot_stand_in_a_header_stops_the_start(contact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_FETCH_CONTACT", contact)
    with pytest.raises(ConfigError, match="fetch_contact"):
        load(FetchSettings)


def test_a_fetcher_is_not_made_with_a_network_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_FETCH_PRIVATE", "intranet")
    with pytest.raises(ConfigError, match="KHABAR_FETCH_PRIVATE"):
        Fetcher.set_up(load(FetchSettings))

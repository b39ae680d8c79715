"""What the control room asks of its machine."""

from pathlib import Path

import pytest

from khabar import ConfigError
from khabar.settings import load
from khabar_control.settings import ControlSettings


def test_only_services_with_an_address_are_asked() -> None:
    urls = ControlSettings(enrich_url="http://enrich:8000").service_urls
    assert urls == {
        "site": "http://127.0.0.1:8000",
        "ingest": "http://127.0.0.1:8001",
        "enrich": "http://enrich:8000",
    }


def test_the_password_comes_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("سرّ\n", "utf-8")
    monkeypatch.setenv("KHABAR_CONTROL_PASSWORD_FILE", str(tmp_path / "password"))
    password = load(ControlSettings).control_password
    assert password is not None
    assert password.get_secret_value() == "سرّ"


def test_an_empty_password_file_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("\n", "utf-8")
    monkeypatch.setenv("KHABAR_CONTROL_PASSWORD_FILE", str(tmp_path / "password"))
    with pytest.raises(ConfigError, match="is empty"):
        load(ControlSettings)

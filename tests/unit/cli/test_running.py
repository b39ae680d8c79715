"""How commands find the pipeline that runs here."""

import os
from pathlib import Path

import pytest

from khabar import ConfigError
from khabar.cli import running


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Khabar settings, and what a test adds is taken back."""
    monkeypatch.setattr(os, "environ", {k: v for k, v in os.environ.items() if not k.startswith("KHABAR_")})


def test_the_addresses_that_up_left_are_taken(tmp_path: Path) -> None:
    running.write(tmp_path, {"KHABAR_REDIS_URL": "redis://127.0.0.1:1/0"})
    running.use(tmp_path)
    assert os.environ["KHABAR_REDIS_URL"] == "redis://127.0.0.1:1/0"


def test_the_environment_wins(tmp_path: Path) -> None:
    os.environ["KHABAR_SITE_URL"] = "http://ours:2"
    running.write(tmp_path, {"KHABAR_REDIS_URL": "redis://127.0.0.1:1/0", "KHABAR_SITE_URL": "http://127.0.0.1:3"})
    running.use(tmp_path)
    assert os.environ["KHABAR_SITE_URL"] == "http://ours:2"
    assert os.environ["KHABAR_REDIS_URL"] == "redis://127.0.0.1:1/0"


def test_two_pipelines_are_never_mixed(tmp_path: Path) -> None:
    os.environ["KHABAR_REDIS_URL"] = "redis://ours:2/0"
    running.write(tmp_path, {"KHABAR_REDIS_URL": "redis://127.0.0.1:1/0", "KHABAR_SITE_URL": "http://127.0.0.1:3"})
    running.use(tmp_path)
    assert os.environ["KHABAR_REDIS_URL"] == "redis://ours:2/0"
    assert "KHABAR_SITE_URL" not in os.environ


def test_the_folder_may_come_from_the_environment(tmp_path: Path) -> None:
    os.environ["KHABAR_DATA"] = str(tmp_path)
    running.write(tmp_path, {"KHABAR_SITE_URL": "http://127.0.0.1:3"})
    running.use()
    assert os.environ["KHABAR_SITE_URL"] == "http://127.0.0.1:3"


def test_without_a_running_pipeline_nothing_changes(tmp_path: Path) -> None:
    before = dict(os.environ)
    running.use(tmp_path)
    assert os.environ == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"KHABAR_PORT": 1}', b"null", b"\xff"])
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / running.FILE).write_bytes(content)
    with pytest.raises(ConfigError, match=r"run\.json cannot be read .* remove it"):
        running.use(tmp_path)


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    running.write(tmp_path, {"KHABAR_SITE_URL": "http://127.0.0.1:3"})
    first = (tmp_path / running.FILE).stat().st_ino
    running.write(tmp_path, {"KHABAR_SITE_URL": "http://127.0.0.1:4"})
    assert (tmp_path / running.FILE).stat().st_ino != first
    assert [path.name for path in tmp_path.iterdir()] == [running.FILE]

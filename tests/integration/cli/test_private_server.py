"""A server of one's own for one command: nobody else reaches it, it has a limit, and nothing of it stays."""

import stat
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError, ResponseError

from khabar.cli import private_server as module
from khabar.cli.private_server import private_server
from khabar.errors import Retryable

pytestmark = pytest.mark.server


@pytest.fixture(autouse=True)
def _temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("t")))


def asked(url: str, name: str) -> str:
    with Redis.from_url(url, decode_responses=True) as client:
        return str(client.config_get(name)[name])


def test_it_answers_on_a_socket_in_a_folder_that_only_its_owner_may_open() -> None:
    with private_server() as url:
        path = Path(urlsplit(url).path)
        assert url.startswith("unix://")
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert (asked(url, "port"), asked(url, "appendonly"), asked(url, "save")) == ("0", "no", "")
    assert not path.parent.exists()


def test_its_memory_has_a_limit_that_the_environment_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_VALKEY_MEMORY", "2mb")
    with private_server() as url, Redis.from_url(url) as client:
        assert client.config_get("maxmemory") == {"maxmemory": str(2 << 20)}
        with pytest.raises(ResponseError, match="maxmemory"):
            client.set("much", "x" * (3 << 20))


def test_by_port_it_wants_a_password_that_no_list_of_processes_shows() -> None:
    with private_server(by_port=True, fsync="everysec") as url:
        parts = urlsplit(url)
        assert parts.password
        with Redis(port=parts.port or 0) as stranger, pytest.raises(AuthenticationError):
            stranger.ping()
        assert asked(url, "appendonly") == "yes"
        shown = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        assert parts.password not in shown


def test_where_the_folders_name_is_too_long_for_a_socket_it_takes_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST_SOCKET", 5)
    with private_server() as url:
        assert url.startswith("redis://")


def test_a_server_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_VALKEY_MEMORY", "a lot")
    with pytest.raises(Retryable, match=r"(?s)did not start.*maxmemory"), private_server():
        pass

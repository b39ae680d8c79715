"""Publish as a process: how it starts and ends when things are not as they should be."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from khabar.keys import Keys
from khabar.service import BAD_CONFIGURATION, NOT_STARTED


@contextmanager
def _publish(folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    bare = {key: value for key, value in os.environ.items() if not key.startswith("KHABAR_")}
    named = {f"KHABAR_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "khabar_publish"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=bare | named, cwd=folder, text=True, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def _log_has(folder: Path, words: str) -> None:
    deadline = time.monotonic() + 30
    while words not in (folder / "log").read_text("utf-8"):
        assert time.monotonic() < deadline, (folder / "log").read_text("utf-8")[-2000:]
        time.sleep(0.05)


def _ready(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "publish is not ready"
        time.sleep(0.05)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_while_it_waits_for_the_server_it_still_ends_when_told(
    tmp_path: Path, unused_tcp_port: int, told: signal.Signals
) -> None:
    url = f"redis://127.0.0.1:{unused_tcp_port}/0"
    with _publish(tmp_path, redis_url=url, site_token="t", port="0") as process:
        _log_has(tmp_path, "server.waiting")
        process.send_signal(told)
        assert process.wait(5) == -told
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_at_work_it_ends_in_order(
    tmp_path: Path, valkey_url: str, keys: Keys, unused_tcp_port: int, told: signal.Signals
) -> None:
    own = {"redis_url": valkey_url, "newsroom": keys.newsroom, "site_token": "t", "port": str(unused_tcp_port)}
    with _publish(tmp_path, **own) as process:
        _ready(unused_tcp_port)
        process.send_signal(told)
        assert process.wait(10) in {0, -told}
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


def test_without_its_token_it_says_so_and_is_not_to_be_started_again(tmp_path: Path) -> None:
    with _publish(tmp_path) as process:
        assert process.wait(30) == BAD_CONFIGURATION
    [line] = (tmp_path / "log").read_text("utf-8").splitlines()
    assert "KHABAR_SITE_TOKEN_FILE" in line


def test_an_address_that_is_no_server_is_a_wrong_configuration(tmp_path: Path) -> None:
    with _publish(tmp_path, site_token="t", redis_url="nonsense") as process:
        assert process.wait(30) == BAD_CONFIGURATION
    assert "KHABAR_REDIS_URL" in (tmp_path / "log").read_text("utf-8")


def test_on_a_port_that_is_taken_it_ends_and_may_be_started_again(tmp_path: Path, valkey_url: str, keys: Keys) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        own = {"redis_url": valkey_url, "newsroom": keys.newsroom, "site_token": "t", "port": port}
        with _publish(tmp_path, **own) as process:
            assert process.wait(40) in {1, NOT_STARTED}

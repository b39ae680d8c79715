import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from itertools import count
from pathlib import Path

import httpx
import pytest

from khabar.service import BAD_CONFIGURATION
from khabar_site.settings import SiteSettings
from tests.chaos.servers import is_long
from tests.unit.site.articles import pushed

ROUNDS = 50 if is_long() else 3
BEFORE_CUT = 3
SEED = 20240310


class Server:
    """The site as a process of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.process = subprocess.Popen(
            [sys.executable, "-m", "khabar_site"],
            env={**os.environ, "KHABAR_PORT": url.rpartition(":")[2]},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )

    def wait(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx.get(f"{self.url}/livez").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        pytest.fail("the site did not start")

    def end(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        code = self.process.wait(15)
        if self.process.stderr:
            self.process.stderr.close()
        return code


@pytest.fixture
def url() -> str:
    """A free address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.timeout(3600)
def test_a_killed_site_keeps_every_push_it_acknowledged(site_settings: SiteSettings, url: str) -> None:
    acknowledged: dict[str, int] = {}
    chance = random.Random(SEED)  # noqa: S311 - seeded chance, not secrets
    for turn in range(1, ROUNDS + 1):
        server = Server(url)
        server.wait()
        cut = threading.Timer(chance.uniform(0, 0.3), server.process.kill)
        acknowledged |= push_until_cut(url, turn, cut)
        cut.join()
        server.end(signal.SIGKILL)
    with closing(sqlite3.connect(site_settings.site_database)) as db:
        held = dict(db.execute("SELECT id, revision FROM article"))
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        pages = {row[0] for row in db.execute("SELECT id FROM listing JOIN page USING (number)")}
    assert len(acknowledged) > BEFORE_CUT
    assert {id_: held[id_] for id_ in acknowledged if held[id_] < acknowledged[id_]} == {}
    assert pages == set(held)


def push_until_cut(url: str, revision: int, cut: threading.Timer) -> dict[str, int]:
    """Push articles until the site is gone, which is soon after some are pushed; return what it acknowledged."""
    acknowledged: dict[str, int] = {}
    with httpx.Client(base_url=url, headers={"authorization": "Bearer secret"}) as client:
        for number in count():
            if number == BEFORE_CUT:
                cut.start()
            article = pushed(f"n{number}", revision=revision, lead=f"الدور {revision}")
            try:
                told = client.put(f"/api/articles/{article['id']}", json=article).json()
            except httpx.TransportError:
                break
            acknowledged[article["id"]] = told["revision"]
    return acknowledged


def test_a_second_writer_is_refused_with_a_reason(site_settings: SiteSettings, url: str) -> None:
    first = Server(url)
    first.wait()
    second = subprocess.run(
        [sys.executable, "-m", "khabar_site"], capture_output=True, text=True, timeout=20, check=False
    )
    assert second.returncode == BAD_CONFIGURATION
    assert f"process {first.process.pid} already writes this site" in second.stderr
    assert first.end(signal.SIGTERM) in {0, -signal.SIGTERM}


def test_a_file_that_is_no_database_is_refused_with_a_reason(site_settings: SiteSettings) -> None:
    Path(site_settings.site_database).write_bytes(b"not a database at all" * 100)
    run = subprocess.run([sys.executable, "-m", "khabar_site"], capture_output=True, text=True, timeout=20, check=False)
    assert run.returncode == BAD_CONFIGURATION
    assert "cannot be used as the site's database" in run.stderr

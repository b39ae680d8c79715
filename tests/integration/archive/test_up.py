"""``khabar up`` on a data folder whose server was lost, brought back by ``khabar restore``."""

import shutil
from pathlib import Path

import httpx
import pytest

from khabar.archive import Archive
from tests.integration.cli.command import Command
from tests.integration.cli.embedded import Up, free_base, up, wait

pytestmark = pytest.mark.timeout(300)
ARTICLE = {
    "source": {"guid": "one"},
    "headline": "عودة المياه",
    "body": [{"type": "paragraph", "text": "عادت المياه."}],
}


def _send(running: Up, data: Path) -> httpx.Response:
    token = (data / "secrets" / "ingest_token").read_text("utf-8").strip()
    headers = {"authorization": f"Bearer {token}"}
    return httpx.post(f"{running.urls[1]}/v1/articles", json=ARTICLE, headers=headers, timeout=20, trust_env=False)


def test_a_newsroom_whose_server_was_lost_says_so_and_is_brought_back(tmp_path: Path) -> None:
    khabar, base, data = Command(tmp_path), free_base(), tmp_path / "data"
    with up(khabar, base) as running:
        assert running.site
        first = _send(running, data)
        assert first.json()["outcome"] == "created"
        wait(lambda: Archive(data / "archive").last("articles") != "0-0")
        running.interrupt()
    shutil.rmtree(data / "valkey")

    with up(khabar, base) as running:
        assert running.site
        assert any("run: khabar restore" in line for line in running.lines)
        assert _send(running, data).status_code == 503
        done = khabar("--data", "data", "restore")
        assert (done.returncode, done.stderr) == (0, "")
        assert "articles are taken in again" in done.stdout
        wait(running.ready)
        again = _send(running, data)
        assert (again.status_code, again.json()["outcome"]) == (202, "duplicate")
        assert again.json()["article_id"] == first.json()["article_id"]

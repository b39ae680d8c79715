import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from khabar.keys import Keys
from khabar.service import BAD_CONFIGURATION

pytestmark = pytest.mark.server

STORY = "بدء موسم القطاف\n\nبدأ، أمس، موسم قطاف الزيتون في ريف المدينة.\n"


@pytest.fixture
def environment(valkey_url: str, keys: Keys, tmp_path: Path, free_port: int) -> dict[str, str]:
    (tmp_path / "token").write_text("secret\n", "utf-8")
    (tmp_path / "newsroom.toml").write_text('[[sources]]\nid = "desk"\ntype = "folder"\npath = "in"\n', "utf-8")
    return os.environ | {
        "KHABAR_REDIS_URL": valkey_url,
        "KHABAR_NEWSROOM": keys.newsroom,
        "KHABAR_CONFIG": str(tmp_path / "newsroom.toml"),
        "KHABAR_BLOBS": str(tmp_path / "blobs"),
        "KHABAR_PORT": str(free_port),
        "KHABAR_INGEST_URL": f"http://127.0.0.1:{free_port}",
        "KHABAR_INGEST_TOKEN_FILE": str(tmp_path / "token"),
    }


@pytest.fixture
def free_port() -> int:
    with HTTPServer(host="127.0.0.1") as server:
        return server.port


@contextmanager
def service(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """The service as a process of its own, ready."""
    command = [sys.executable, "-m", "khabar_ingest"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            wait_for(f"{environment['KHABAR_INGEST_URL']}/readyz")
            yield process
        finally:
            process.kill()


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    pytest.fail(f"{url} was not ready in time")


def submit(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    program = "import typer, khabar_ingest.commands as c; typer.run(c.submit)"
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_a_service_takes_files_and_pushes_logs_them_and_stops_cleanly(
    environment: dict[str, str], tmp_path: Path
) -> None:
    story = tmp_path / "story.txt"
    story.write_text(STORY, "utf-8")
    with service(environment) as process:
        (tmp_path / "in" / "dropped.txt").write_text(STORY.replace("القطاف", "الحصاد"), "utf-8")
        pushed = submit(environment, str(story), str(tmp_path / "none.txt"), "--source", "desk", "--json")
        deadline = time.monotonic() + 10
        while not (tmp_path / "in" / "done" / "dropped.txt").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=10)
    assert (pushed.returncode, "none.txt: cannot be read" in pushed.stderr) == (1, True)
    assert json.loads(pushed.stdout)["outcome"] == "created"
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    taken = [line for line in lines if line["event"] == "item.taken"]
    assert [(line["source"], line["outcomes"]) for line in taken] == [("desk", {"created": 1})] * 2
    assert process.returncode in {0, -signal.SIGTERM}


def test_submit_waits_for_the_page_and_says_where_it_is(environment: dict[str, str], tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(STORY, "utf-8")
    asked: list[str] = []

    def read_back(request: Request) -> Response:
        asked.append(request.path)
        known = {"revision": 1, "url": "https://site.example/2024/05/abc"}
        return Response(json.dumps(known)) if len(asked) > 2 else Response("{}", status=404)

    with HTTPServer(host="127.0.0.1") as site, service(environment):
        site.expect_request(re.compile("/api/articles/.+")).respond_with_handler(read_back)
        done = submit(environment | {"KHABAR_SITE_URL": site.url_for("").rstrip("/")}, str(story), "--wait")
    assert (done.returncode, len(asked)) == (0, 3), done.stderr
    id_, revision, outcome, url = done.stdout.split()
    assert (revision, outcome, url) == ("1", "created", "https://site.example/2024/05/abc")
    assert asked[0].endswith(id_)


def test_submit_says_what_to_do_when_nothing_listens(environment: dict[str, str], tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(STORY, "utf-8")
    refused = submit(environment, str(story))
    assert refused.returncode == 1
    assert "khabar up" in refused.stderr


def test_a_wrong_newsroom_file_ends_the_start_with_the_reason(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "newsroom.toml").write_text('[[sources]]\nid = "x"\ntype = "pigeon"\n', "utf-8")
    command = [sys.executable, "-m", "khabar_ingest"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == BAD_CONFIGURATION
    assert "there is no type 'pigeon'" in done.stderr

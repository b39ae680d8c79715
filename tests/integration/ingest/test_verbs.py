"""The commands of the command line, against the service as operators run it."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer

from khabar.keys import Keys

from .test_service import service

pytestmark = pytest.mark.server

ARTICLE: dict[str, Any] = {
    "headline": "انقطاع المياه",
    "body": [{"type": "paragraph", "text": "انقطعت المياه عن الحي."}],
    "source": {"guid": "desk:1"},
}


@pytest.fixture
def environment(valkey_url: str, keys: Keys, tmp_path: Path) -> dict[str, str]:
    with HTTPServer(host="127.0.0.1") as server:
        port = server.port
    (tmp_path / "token").write_text("secret\n", "utf-8")
    return os.environ | {
        "KHABAR_DATA": str(tmp_path / "none"),
        "KHABAR_REDIS_URL": valkey_url,
        "KHABAR_NEWSROOM": keys.newsroom,
        "KHABAR_BLOBS": str(tmp_path / "blobs"),
        "KHABAR_ARCHIVE": str(tmp_path / "archive"),
        "KHABAR_PORT": str(port),
        "KHABAR_INGEST_URL": f"http://127.0.0.1:{port}",
        "KHABAR_INGEST_TOKEN_FILE": str(tmp_path / "token"),
    }


@pytest.fixture
async def running(environment: dict[str, str]) -> AsyncIterator[dict[str, str]]:
    with service(environment):
        yield environment


def khabar(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "khabar.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def push(environment: dict[str, str], **fields: object) -> str:
    headers = {"authorization": "Bearer secret"}
    answer = httpx.post(f"{environment['KHABAR_INGEST_URL']}/v1/articles", json=ARTICLE | fields, headers=headers)
    return str(answer.json()["article_id"])


def test_an_article_is_corrected_unpublished_released_withdrawn_and_killed_by_command(
    running: dict[str, str], tmp_path: Path
) -> None:
    id_ = push(running)
    body = tmp_path / "body.txt"
    body.write_text("انقطعت المياه عن الحيين.\n\nتعود الضخات مساء.\n", "utf-8")
    why = ("--reason", "طلب التحرير", "--by", "سلمى", "--json")
    corrected = khabar(running, "correct", id_, "--note", "الحيان لا الحي", "--body", str(body), "--major", *why)
    outcomes = [json.loads(corrected.stdout)["outcome"]]
    for verb in ("unpublish", "release", "withdraw", "kill", "kill"):
        done = khabar(running, verb, id_, *why)
        assert (done.returncode, done.stderr) == (0, "")
        outcomes.append(json.loads(done.stdout)["outcome"])
    assert outcomes == ["corrected", "unpublished", "released", "withdrawn", "killed", "unchanged"]
    plain = khabar(running, "kill", id_, "--reason", "x")
    assert plain.stdout.split()[:3] == [id_, "6", "unchanged"]


def test_what_waits_is_listed_shown_and_released_by_command(running: dict[str, str]) -> None:
    id_ = push(running, embargo_until=None)
    listed = khabar(running, "review", "list")
    assert (id_ in listed.stdout, "embargo without an end" in listed.stdout) == (True, True)
    assert ARTICLE["headline"] not in listed.stdout
    assert ARTICLE["headline"] in khabar(running, "review", "show", id_).stdout
    assert json.loads(khabar(running, "review", "show", id_, "--json").stdout)["revision"] == 1
    released = khabar(running, "review", "release", id_, "--json")
    assert (json.loads(released.stdout)["outcome"], released.returncode) == ("released", 0)
    assert khabar(running, "review", "list").stdout == "nothing waits\n"


def test_two_articles_become_one_by_command(running: dict[str, str]) -> None:
    one, other = push(running), push(running, source={"guid": "desk:2"})
    merged = khabar(running, "merge", one, "--into", other, "--reason", "الخبر نفسه", "--json")
    assert json.loads(merged.stdout)["outcome"] == "merged"


def test_what_cannot_be_done_is_said_with_the_next_step(environment: dict[str, str]) -> None:
    gone = khabar(environment, "kill", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "--reason", "x")
    assert (gone.returncode, "khabar up" in gone.stderr) == (1, True)
    assert khabar(environment, "kill", "x").returncode == 2
    with service(environment):
        unknown = khabar(environment, "kill", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "--reason", "x")
        refused = khabar(environment, "release", push(environment), "--reason", "x")
        unreadable = khabar(environment, "correct", "x", "--reason", "x", "--note", "x", "--body", "none.txt")
        tokenless = khabar(environment | {"KHABAR_INGEST_TOKEN_FILE": ""}, "review", "list")
    assert (unknown.returncode, "there is no article" in unknown.stderr) == (1, True)
    assert (refused.returncode, "is usable" in refused.stderr) == (1, True)
    assert (unreadable.returncode, "none.txt: cannot be read" in unreadable.stderr) == (1, True)
    assert (tokenless.returncode, "KHABAR_INGEST_TOKEN_FILE" in tokenless.stderr) == (1, True)

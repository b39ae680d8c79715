"""``khabar up``: every part as a process, one Ctrl-C for all, and the same data afterwards."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from .command import Command, one_line
from .embedded import Up, alive, children, free_base, up, wait

pytestmark = [
    pytest.mark.server,
    pytest.mark.timeout(240),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are watched through /proc"),
]
_HEADLINE = "عودة المياه إلى أحياء الرقة"
_PARTS = ("khabar_site", "khabar_ingest", "khabar_enrich", "khabar_publish", "khabar_control", "valkey")


@pytest.fixture
def here(tmp_path: Path) -> Command:
    """The command in an empty folder, with no settings at all."""
    return Command(tmp_path)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "water.json"
    body = [{"type": "paragraph", "text": "عادت المياه إلى ثلاثة أحياء."}]
    path.write_text(json.dumps({"headline": _HEADLINE, "body": body, "language": "ar"}), "utf-8")
    return path


def _other_terminal(here: Command) -> Command:
    """The command in another terminal, told only which data folder is meant."""
    return Command(here.folder, {"KHABAR_DATA": "data"})


def _submit(here: Command, article: Path) -> str:
    [said] = _other_terminal(here).json_lines("submit", str(article), "--wait")
    return str(said["url"])


def _stops_cleanly(running: Up, parts: set[int]) -> None:
    assert running.interrupt() < 15
    assert running.process.returncode == 0, running.lines[-20:]
    assert alive(parts) == set()
    assert "start again with the same --data" in running.lines[-1]


def test_it_runs_stops_and_goes_on_where_it_was(here: Command, article: Path) -> None:
    base = free_base()
    with up(here, base) as running:
        assert running.site == f"http://127.0.0.1:{base}"
        assert httpx.get(running.site, trust_env=False).status_code == 200
        assert running.ready()
        parts = children(running.process.pid)
        assert sorted(word for word in _PARTS for command in parts.values() if word in command) == sorted(_PARTS)
        page = _submit(here, article)
        assert _HEADLINE in httpx.get(page, trust_env=False).text
        status = _other_terminal(here).json("status")
        assert {row["status"] for row in status["services"]} == {"ready"}
        second = here("up", "--data", "data", "--port-base", str(free_base()))
        assert second.returncode == 1
        assert "another `khabar up` runs" in second.stderr
        _stops_cleanly(running, set(parts))
    assert not (here.folder / "data" / "run.json").exists()
    with up(here, base) as running:
        assert running.site
        assert _HEADLINE in httpx.get(page, trust_env=False).text
        [repeated] = _other_terminal(here).json_lines("submit", str(article))
        assert repeated["outcome"] == "duplicate"
        assert not any("new secrets" in line for line in running.lines)
        _stops_cleanly(running, set(children(running.process.pid)))


def test_a_part_that_is_killed_is_started_again_and_articles_still_arrive(here: Command, article: Path) -> None:
    with up(here, free_base()) as running:
        assert running.site
        for part in ("khabar_publish", "valkey"):
            before = running.child(part)
            os.kill(before, signal.SIGKILL)
            wait(lambda: alive({before}) == set())  # noqa: B023 - used up within this turn
            wait(lambda: any(part in command for command in children(running.process.pid).values()))  # noqa: B023 - the same
            assert running.child(part) != before
        wait(running.ready)
        assert _HEADLINE in httpx.get(_submit(here, article), trust_env=False).text
        _stops_cleanly(running, set(children(running.process.pid)))


def test_when_nobody_reads_its_lines_any_more_everything_ends(here: Command) -> None:
    command = ("up", "--data", "data", "--port-base", str(free_base()), "--no-demo")
    with here.start(*command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("site http"):
                break
        parts = set(children(process.pid))
        assert len(parts) == len(_PARTS)
        process.stdout.close()
        os.kill(next(iter(parts)), signal.SIGKILL)  # which is a line to be shown
        process.wait(40)
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 0
    assert alive(parts) == set()


def test_a_terminal_that_is_closed_ends_everything_in_order(here: Command) -> None:
    with up(here, free_base()) as running:
        assert running.site
        parts = set(children(running.process.pid))
        running.process.send_signal(signal.SIGHUP)
        running.process.wait(40)
        assert running.process.returncode == 0
        assert alive(parts) == set()


def test_a_part_that_refuses_its_configuration_ends_everything_with_its_words(here: Command) -> None:
    (here.folder / "desk.toml").write_text('[[targets]]\nid = "old"\ntype = "telegraph"\n', "utf-8")
    with up(here, free_base(), "--config", "desk.toml") as running:
        running.process.wait(60)
        assert running.process.returncode == 1
        assert any("unknown type 'telegraph'" in line for line in running.lines)
        assert running.process.stderr is not None
        assert "publish refused the configuration" in running.process.stderr.read()


@pytest.mark.parametrize("folder", ["/proc/khabar", "taken"])
def test_a_folder_that_cannot_be_used_is_named(here: Command, folder: str) -> None:
    (here.folder / "taken").write_text("a file", "utf-8")
    done = here("up", "--data", folder, "--port-base", str(free_base()))
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert f"{folder} cannot be used" in line
    assert "--data" in line


def test_a_wrong_newsroom_file_is_told_before_anything_starts(here: Command) -> None:
    (here.folder / "desk.toml").write_text('[newsroom]\ntimezone = "Mars/Olympus"\n', "utf-8")
    done = here("up", "--data", "data", "--port-base", str(free_base()), "--config", "desk.toml")
    assert done.returncode == 1
    assert "desk.toml is wrong" in done.stderr
    assert "Mars/Olympus" in done.stderr
    assert not (here.folder / "data" / "valkey").exists()


def test_a_pipeline_elsewhere_does_not_lend_its_newsroom_to_a_new_one(here: Command) -> None:
    (here.folder / "khabar-data").mkdir()
    (here.folder / "theirs.toml").write_text("nonsense", "utf-8")
    told = {"KHABAR_CONFIG": str(here.folder / "theirs.toml")}
    (here.folder / "khabar-data" / "run.json").write_text(json.dumps(told), "utf-8")
    (here.folder / "data").mkdir()
    (here.folder / "data" / "newsroom.toml").write_text("also nonsense", "utf-8")
    done = here("up", "--data", "data", "--port-base", str(free_base()))
    assert done.returncode == 1
    assert "data/newsroom.toml: is not valid TOML" in done.stderr


def test_a_busy_port_is_named_before_anything_starts(here: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        done = here("up", "--data", "data", "--port-base", str(port))
    assert done.returncode == 1
    assert f"{port} (for site: busy)" in one_line(done.stderr)
    assert not (here.folder / "data" / "valkey").exists()

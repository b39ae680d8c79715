"""The server's users as an ACL file."""

import hashlib
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from khabar import acl
from khabar.cli.main import build
from khabar.errors import ConfigError
from khabar.keys import Keys

ALL = {name: f"password of {name}" for name in acl.NAMES}
FORBIDDEN = {
    "flushall", "flushdb", "keys", "scan", "randomkey", "config", "debug", "shutdown", "acl", "monitor", "replicaof",
    "migrate", "restore", "swapdb", "rename", "function", "module", "save", "bgsave", "client|kill", "@all",
}  # fmt: skip
SERVICES = ("ingest", "enrich", "publish", "control")


def commands_of(line: str) -> set[str]:
    return {word.strip("()")[1:] for word in line.split() if word.strip("()").startswith("+")}


def test_passwords_are_not_in_the_file() -> None:
    text = acl.file("main", ALL)
    assert "password of" not in text
    for password in ALL.values():
        assert f"#{hashlib.sha256(password.encode()).hexdigest()}" in text


def test_everybody_begins_with_nothing() -> None:
    for line in acl.file("main", ALL).splitlines():
        assert re.match(r"user \S+ on (nopass|#[0-9a-f]{64}) resetkeys resetchannels -@all \+", line), line


def test_who_shows_no_password_may_only_ping() -> None:
    first = acl.file("main", ALL).splitlines()[0]
    assert first.startswith("user default on nopass")
    assert commands_of(first) == {"ping"}


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_administrates_the_server(name: str) -> None:
    commands = commands_of(acl.line(Keys("main"), name, "p"))
    assert commands
    assert not {command for command in commands if command in FORBIDDEN or command.startswith("@")}


@pytest.mark.parametrize("name", SERVICES)
def test_every_key_a_service_may_touch_is_its_newsrooms(name: str) -> None:
    line = acl.line(Keys("sport"), name, "p")
    patterns = re.findall(r"~(\S+?)\)?(?= |$)", line)
    assert patterns
    assert all(pattern.startswith("khabar:{sport}:") for pattern in patterns)


def test_a_user_without_a_password_is_not_made() -> None:
    assert [line.split()[1] for line in acl.file("main", {"ingest": "p"}).splitlines()] == ["default", "ingest"]


def test_a_reader_sees_its_streams_alone_and_writes_none() -> None:
    readers = [acl.Reader("partner", ("published", "enriched"))]
    line = acl.file("main", {"partner": "p"}, readers).splitlines()[-1]
    assert "%R~khabar:{main}:published %R~khabar:{main}:enriched" in line
    assert "W~" not in line
    assert "xadd" not in commands_of(line)


def test_a_reader_of_a_stream_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="no stream 'due:site'"):
        acl.file("main", {"partner": "p"}, [acl.Reader("partner", ("due:site",))])


def test_the_command_makes_passwords_once_and_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = ["acl", "--secrets", "secrets", "--consumer", "app=enriched", "--reader", "partner=published"]
    first, second = (CliRunner().invoke(build(), run) for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.output == second.output
    assert [line.split()[1] for line in first.output.splitlines()] == ["default", *acl.NAMES, "app", "partner"]
    files = sorted((tmp_path / "secrets").rglob("redis_password"))
    assert len(files) == len(acl.NAMES) + 2
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


@pytest.mark.parametrize("given", ["app", "=enriched", "app=", "Ap p=enriched", "ingest=enriched"])
def test_the_command_refuses_a_consumer_it_cannot_make(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(build(), ["acl", "--secrets", "secrets", "--consumer", given])
    assert isinstance(run.exception, ConfigError)

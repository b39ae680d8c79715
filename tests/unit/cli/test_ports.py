"""The ports of an embedded pipeline."""

import socket
from collections.abc import Iterator

import pytest

from khabar import ConfigError
from khabar.cli import ports


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_the_parts_follow_each_other_from_the_base(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_refusal", lambda _: None)
    assert ports.assign(8000) == {
        "site": 8000,
        "ingest": 8001,
        "control": 8002,
        "enrich": 8003,
        "publish": 8004,
        "valkey": 8005,
    }


def test_a_busy_port_names_itself_and_its_part(busy: int) -> None:
    with pytest.raises(ConfigError, match=rf"{busy} \(for ingest: busy\).*--port-base"):
        ports.assign(busy - 1)


@pytest.mark.parametrize("base", [-1, 0, ports.MAX_BASE + 1, 65535, 10**9])
def test_a_base_out_of_range_says_the_range(base: int) -> None:
    with pytest.raises(ConfigError, match=rf"use 1 to {ports.MAX_BASE}"):
        ports.assign(base)


def test_the_highest_base_still_gives_six_real_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_refusal", lambda _: None)
    assert max(ports.assign(ports.MAX_BASE).values()) <= 65535

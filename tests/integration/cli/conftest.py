"""The command on a real server."""

from pathlib import Path

import pytest

from khabar.keys import Keys

from .command import Command


@pytest.fixture
def khabar(valkey_url: str, keys: Keys, tmp_path: Path) -> Command:
    """The command, set to this test's newsroom."""
    return Command(tmp_path, {"KHABAR_REDIS_URL": valkey_url, "KHABAR_NEWSROOM": keys.newsroom})

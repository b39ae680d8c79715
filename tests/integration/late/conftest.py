"""A whole newsroom whose enrich can be away: a site that does not wait for it long, and a partner that does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from khabar.keys import Keys
from tests.integration.publish.receiver import SECRET, Receiver

from .newsroom import LateNewsroom


@pytest.fixture
async def partner() -> AsyncIterator[Receiver]:
    """A webhook that waits for enrichment, as targets do where nothing else is said."""
    receiver = await Receiver().start()
    yield receiver
    await receiver.stop()


@pytest.fixture
def newsroom(valkey_url: str, keys: Keys, redis_client: Redis, tmp_path: Path, partner: Receiver) -> LateNewsroom:
    made = LateNewsroom(valkey_url, keys, tmp_path, redis_client)
    path = tmp_path / "newsroom.toml"
    (tmp_path / "secret").write_text(SECRET)
    lines = [
        path.read_text("utf-8").replace('[[targets]]\nid = "site"', '[[targets]]\nlate_after_seconds = 3\nid = "site"'),
        '[[targets]]\nid = "partner"\ntype = "webhook"\nsecret_file = "secret"',
        f'url = "{partner.url}"\n',
    ]
    path.write_text("\n".join(lines), "utf-8")
    return made

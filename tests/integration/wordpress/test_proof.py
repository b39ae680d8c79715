"""Proof of publication on the real WordPress, with our plugin, which marks pages, and without, by their words."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import pytest
from asgi_lifespan import LifespanManager
from redis.asyncio import Redis

from khabar import Event
from khabar.keys import Keys
from khabar.models import Receipt
from khabar_publish.app import make_service
from khabar_publish.settings import PublishSettings
from tests.integration.publish.desk import Desk, until
from tests.unit.publish.stories import enriched, removal, told

from .server import WordPress

_TOML = """[[targets]]
id = "blog"
type = "wordpress"
url = "{url}"
user = "khabar"
password_file = "password"
"""
_BODY = [{"type": "paragraph", "text": text} for text in ("عادت المياه إلى «أحياء» الرقة - اليوم.", 'وقال: "شكراً"...')]
Prove = Callable[[str, int], Awaitable[list[Event]]]


@pytest.fixture
def desk(redis_client: Redis, keys: Keys) -> Desk:
    return Desk(redis_client, keys)


@asynccontextmanager
async def _publishing(wordpress: WordPress, desk: Desk, valkey_url: str, folder: Path) -> AsyncIterator[Prove]:
    """Publish at work on it; what it proves, by stream and the number that is waited for."""
    (folder / "password").write_text(wordpress.password)
    (folder / "newsroom.toml").write_text(_TOML.format(url=wordpress.url))
    settings = PublishSettings(
        redis_url=valkey_url,
        newsroom=desk.keys.newsroom,
        blobs=folder / "blobs",
        config=folder / "newsroom.toml",
        canary_seconds=1,
    )

    async def proofs(kind: str, count: int) -> list[Event]:
        stream = "ops" if kind == "canary." else "published"

        async def found() -> list[Event]:
            return [event for event in await desk.told(stream, proofs=True) if event.name.startswith(kind)]

        async def enough() -> bool:
            return len(await found()) >= count

        await until(enough, 90)
        return await found()

    app = make_service(settings).application(settings)
    async with LifespanManager(app, startup_timeout=60, shutdown_timeout=60):
        yield proofs


@pytest.mark.parametrize(("plugin", "known"), [(True, "revision"), (False, "words")])
async def test_a_post_is_seen_by_readers_and_so_is_its_end(  # noqa: PLR0913 - fixtures
    wordpress: WordPress, desk: Desk, valkey_url: str, tmp_path: Path, known: str, *, plugin: bool
) -> None:
    with nullcontext() if plugin else wordpress.without_plugin():
        async with _publishing(wordpress, desk, valkey_url, tmp_path) as proofs:
            await desk.send(told("article.enriched", enriched(1, body=_BODY)))
            [shown] = await proofs("publication.", 1)
            assert isinstance(shown.data, Receipt), shown.data
            assert shown.data.outcome == known
            assert shown.data.places == {"page": True, "front": True, "feed": True}
            await desk.send(told("article.killed", removal(2)))
            _, gone = await proofs("publication.", 2)
            assert isinstance(gone.data, Receipt), gone.data
            assert gone.data.outcome == "gone"
            assert gone.data.places == {"page": False, "front": False, "feed": False}


async def test_a_withdrawn_post_is_seen_to_be_a_notice_and_the_canary_to_come(
    wordpress: WordPress, desk: Desk, valkey_url: str, tmp_path: Path
) -> None:
    async with _publishing(wordpress, desk, valkey_url, tmp_path) as proofs:
        await desk.send(told("article.enriched", enriched(1, body=_BODY)))
        await proofs("publication.", 1)
        await desk.send(told("article.withdrawn", removal(2)))
        _, notice = await proofs("publication.", 2)
        [canary, *_] = await proofs("canary.", 1)
    assert isinstance(notice.data, Receipt), notice.data
    assert notice.data.outcome == "notice"
    assert canary.name == "canary.verified", canary.data

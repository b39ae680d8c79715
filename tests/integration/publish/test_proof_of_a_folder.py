"""Proof of publication of a folder of files that a web server serves."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from asgi_lifespan import LifespanManager

from khabar.models import Receipt
from khabar_publish.app import make_service
from khabar_publish.settings import PublishSettings
from tests.unit.publish.stories import enriched, removal, told

from .between import Answer, Between
from .desk import Desk, until


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Between]:
    """A web server of the folder."""

    async def answer(path: str) -> Answer:
        file = tmp_path / "www" / path.lstrip("/")
        return (200, file.read_text("utf-8")) if file.is_file() else (404, "")

    server = await Between(answer).start()
    yield server
    await server.stop()


@pytest.mark.parametrize(("verb", "outcome"), [("killed", "gone"), ("unpublished", "gone"), ("withdrawn", "notice")])
async def test_an_article_in_a_folder_is_seen_and_so_is_its_end(  # noqa: PLR0913, PLR0917 - fixtures
    desk: Desk, served: Between, publish_settings: PublishSettings, tmp_path: Path, verb: str, outcome: str
) -> None:
    table = f'[[targets]]\nid = "www"\ntype = "folder"\npath = "www"\nurl = "{served.url}"\n'
    (tmp_path / "newsroom.toml").write_text(table)
    (tmp_path / "www").mkdir()
    changes = {"config": tmp_path / "newsroom.toml", "canary_seconds": 0.5}
    settings = PublishSettings.model_validate(publish_settings.model_dump() | changes)

    async def found(kind: str, stream: str = "published") -> list[object]:
        return [event.data for event in await desk.told(stream, proofs=True) if event.name == kind]

    async def seen(kind: str, count: int, stream: str = "published") -> list[object]:
        async def enough() -> bool:
            return len(await found(kind, stream)) >= count

        await until(enough, 30)
        return await found(kind, stream)

    async with LifespanManager(make_service(settings).application(settings), startup_timeout=30, shutdown_timeout=30):
        await desk.send(told("article.enriched", enriched()))
        [shown] = await seen("publication.verified", 1)
        await desk.send(told(f"article.{verb}", removal(2)))
        _, gone = await seen("publication.verified", 2)
        await seen("canary.verified", 1, "ops")
    assert isinstance(shown, Receipt)
    assert (shown.outcome, shown.places) == ("revision", {"page": True, "front": True, "feed": True})
    assert isinstance(gone, Receipt)
    assert gone.outcome == outcome

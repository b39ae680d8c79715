"""Two hours without a target, and what stands at its far side afterwards; other targets do not notice."""

import asyncio
import os
import re
from abc import ABC, abstractmethod
from collections import Counter
from pathlib import Path
from typing import Any

from khabar import EnrichedRevision, Event
from khabar.events import article_id
from khabar.models import DeliveryProblem, Receipt
from khabar_publish.settings import PublishSettings
from tests.unit.publish.stories import enriched, told

from .desk import Desk, until
from .receiver import SECRET, Receiver
from .rooms import PARTNER, Room, Work

ARTICLES = 2_000 if os.environ.get("KHABAR_CHAOS") == "long" else 200
ARCHIVE = "archive"
_REVISIONS = (1, 2, 3)
_MINUTES = 40
_HEADLINE = re.compile(r"خبر رقم (\d+) في صيغته (\d)")


class FarSide(ABC):
    """The far side of a target that goes away."""

    @abstractmethod
    def table(self, folder: Path) -> dict[str, Any]:
        """The target's table in the newsroom's file, but for its id; what it needs is put into the file's folder."""

    @abstractmethod
    async def goes(self) -> None:
        """Be there for nobody."""

    @abstractmethod
    async def returns(self) -> None:
        """Be there again, with what was there before."""

    @abstractmethod
    def standing(self) -> list[str]:
        """The text of everything that readers find there."""

    def settings(self) -> dict[str, Any]:
        """Settings of the machine that this kind needs."""
        return {}


def article(number: int, revision: int) -> EnrichedRevision:
    """One revision of an article, whose headline says which."""
    headline = f"خبر رقم {number} في صيغته {revision}"
    body = [{"type": "paragraph", "text": f"{headline}."}]
    return enriched(revision, headline, id=article_id("desk", str(number)), body=body)


async def newsroom(desk: Desk, url: str, folder: Path, side: FarSide) -> Room:
    """A newsroom with the far side as its partner, and an archive beside it."""
    archive = await Receiver().start()
    (folder / "secret").write_text(SECRET)
    beside = {"id": ARCHIVE, "type": "webhook", "url": archive.url, "secret_file": "secret"}
    tables = [_table(beside), _table({"id": PARTNER, "verify_seconds": 0, "canary": False, **side.table(folder)})]
    (folder / "newsroom.toml").write_text("\n".join(tables))
    settings = PublishSettings.model_validate(
        {
            "redis_url": url,
            "newsroom": desk.keys.newsroom,
            "blobs": folder / "blobs",
            "config": folder / "newsroom.toml",
            "target_timeout_seconds": 5,
            **side.settings(),
        }
    )
    return Room(desk, settings, {ARCHIVE: archive})


async def two_hours_without(room: Room, side: FarSide, articles: int = ARTICLES) -> None:
    """Send each article in three revisions while the far side is away, let it return, and look at everything."""
    await side.goes()
    async with room.at_work() as work:
        for revision in _REVISIONS:
            await _send_all(room, revision, articles)
            await _elsewhere(room, revision * articles)
            await _go_by(work)
        assert (await room.breaker())["state"] == "open"
        assert await room.desk.waiting(PARTNER) == articles
        await side.returns()
        await work.while_time_goes_by(room, step=60, seconds=600)
        events = await room.delivered()
    await room.receivers[ARCHIVE].stop()
    _newest_stand_once(side, articles)
    _each_ended_once(events, articles)
    assert not await room.desk.told("dead")
    assert await room.alarms() == ["target.down", "target.recovered"]
    burnt = [event for event in events if isinstance(event.data, Receipt) and event.data.attempts > 1]
    assert len(burnt) <= room.settings.target_concurrency


def _newest_stand_once(side: FarSide, articles: int) -> None:
    found = [_HEADLINE.search(text) for text in side.standing()]
    standing = Counter((int(each[1]), int(each[2])) for each in found if each)
    assert standing == Counter((number, _REVISIONS[-1]) for number in range(articles))


def _each_ended_once(events: list[Event], articles: int) -> None:
    published = [event for event in events if event.name == "article.published"]
    skipped = [event for event in events if event.name == "delivery.skipped"]
    assert Counter(event.revision for event in published) == {3: articles}
    assert len({event.subject for event in published}) == articles
    assert Counter(event.revision for event in skipped) == {1: articles, 2: articles}
    assert all(isinstance(event.data, DeliveryProblem) and "newer" in event.data.reason for event in skipped)
    others = {event.name for event in events} - {"article.published", "delivery.skipped"}
    assert others <= {"delivery.delayed"}


async def _send_all(room: Room, revision: int, articles: int) -> None:
    for start in range(0, articles, 200):
        some = (article(number, revision) for number in range(start, min(start + 200, articles)))
        await room.desk.send_together(*(told("article.enriched", one) for one in some))


async def _elsewhere(room: Room, count: int) -> None:
    """Wait until the other target has all that was sent."""
    archive = room.receivers[ARCHIVE]

    async def has_all() -> bool:
        return len(archive.taken) == count

    await until(has_all, 300)
    assert archive.repeated == archive.went_back == 0


async def _go_by(work: Work, step: int = 120) -> None:
    """Let forty minutes go by, and look what the target makes of it at every step."""
    for _ in range(0, _MINUTES * 60, step):
        work.later(step)
        await asyncio.sleep(0.01)


def _table(told: dict[str, Any]) -> str:
    lines = [f"{name} = {_toml(value)}" for name, value in told.items()]
    return "\n".join(["[[targets]]", *lines])


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | int) else f'"{value}"'

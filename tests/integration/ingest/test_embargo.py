"""Embargo is absolute: until its time the text is nowhere but in the sealed store."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from redis.asyncio import Redis

from khabar.blobs import BlobStore
from khabar.config import SourceSettings
from khabar.keys import Keys
from khabar.models import Removal, Report, Revision
from khabar_ingest.clockwork import Clockwork
from khabar_ingest.handlers import Intake
from khabar_ingest.item import Item
from khabar_ingest.ledger import Ledger
from khabar_ingest.settings import IngestSettings
from khabar_ingest.timers import milliseconds

from .conftest import Events, serving

pytestmark = pytest.mark.server

SECRET = "سر الزيارة المكتوم"
PATIENCE_SECONDS = 60
Now = Callable[[], Awaitable[datetime]]


def article(until: datetime | str | None, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of an article
    said = until.isoformat() if isinstance(until, datetime) else until
    body = [{"type": "paragraph", "text": f"تفاصيل {SECRET} كاملة."}]
    given = {"headline": f"عن {SECRET}", "body": body, "source": {"guid": "desk:1"}, "embargo_until": said}
    return given | fields


@pytest.fixture
async def client(settings: IngestSettings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(settings) as client:
        yield client


@pytest.fixture
def clockwork(intake: Intake) -> Clockwork:
    return Clockwork(intake, intake.admission.contents)


@pytest.fixture
def ledger(intake: Intake) -> Ledger:
    return intake.admission.ledger


@pytest.fixture
def now(redis_client: Redis) -> Now:
    """The server's clock."""

    async def ask() -> datetime:
        seconds, micros = await redis_client.time()
        return datetime.fromtimestamp(seconds + micros / 1e6, UTC)

    return ask


async def push(client: httpx.AsyncClient, content: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/v1/articles?source=desk", json=content)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        await asyncio.sleep(0.1)


async def names(events: Events) -> list[str]:
    return [event.name.removeprefix("article.") for event in await events("articles")]


async def everything(redis: Redis, keys: Keys) -> str:
    """All that the server keeps of a newsroom, as one text."""
    client: Any = redis
    read = {
        b"stream": client.xrange,
        b"hash": client.hgetall,
        b"zset": lambda key: client.zrange(key, 0, -1),
        b"set": client.smembers,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"string": client.get,
    }
    found = []
    async for key in client.scan_iter(match=f"khabar:{{{keys.newsroom}}}*"):
        found += [key.decode(), *_texts(await read[await client.type(key)](key))]
    return "\n".join(found)


def _texts(found: Any) -> list[str]:  # noqa: ANN401 - whatever a server answers
    if isinstance(found, bytes):
        return [found.decode("utf-8", "replace")]
    if isinstance(found, dict):
        return [text for pair in found.items() for each in pair for text in _texts(each)]
    return [text for each in found for text in _texts(each)] if isinstance(found, list | tuple | set) else [str(found)]


def files_with_it(folder: Path) -> set[str]:
    """The folders below the blob store, and other files, that hold the text."""
    forms = (SECRET.encode(), json.dumps(SECRET)[1:-1].encode())
    holding = [
        path for path in folder.rglob("*") if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]
    return {
        str(path.relative_to(folder).parents[-3 if path.is_relative_to(folder / "blobs") else 0]) for path in holding
    }


async def test_before_its_time_the_text_is_in_no_key_no_file_outside_the_seal_and_no_log_line(
    client: httpx.AsyncClient, ledger: Ledger, tmp_path: Path, capfd: pytest.CaptureFixture[str], now: Now
) -> None:
    later = await now() + timedelta(hours=1)
    outcomes = [(await push(client, article(later)))["outcome"]]
    outcomes += [(await push(client, article(later, headline=f"{SECRET} معدلا")))["outcome"]]
    shown = article(None, source={"guid": "desk:2"}, headline="خبر معلن", body=[])
    shown.pop("embargo_until")
    outcomes += [(await push(client, shown))["outcome"]]
    update = article(later, source={"guid": "desk:2"}, headline=f"خبر معلن عن {SECRET}")
    outcomes += [(await push(client, update))["outcome"]]
    assert outcomes == ["held", "held", "created", "held"]
    held = (await client.get("/v1/held")).json()["held"]
    await client.post(
        f"/v1/articles/{held[0]['article_id']}/correct", json={"reason": "x", "note": "x", "lead": SECRET}
    )
    assert "خبر معلن" in await everything(ledger.client, ledger.keys)
    assert SECRET not in await everything(ledger.client, ledger.keys)
    assert files_with_it(tmp_path) == {"blobs/sealed"}
    assert (tmp_path / "blobs" / "sealed").stat().st_mode & 0o777 == 0o700
    out, err = capfd.readouterr()
    assert "item.taken" in out
    assert SECRET not in out + err
    listing = (await client.get("/v1/held")).text
    assert SECRET not in listing


async def test_an_article_is_released_when_its_time_has_come(
    client: httpx.AsyncClient, events: Events, blobs: BlobStore, now: Now
) -> None:
    moment = await now() + timedelta(seconds=3)
    id_ = (await push(client, article(moment)))["article_id"]
    await until(lambda: _has(events, "released"))
    [_, released] = await events("articles")
    assert isinstance(released.data, Revision)
    assert released.time >= moment - timedelta(milliseconds=1)
    assert (released.revision, SECRET in released.data.headline) == (2, True)
    state = (await client.get(f"/v1/articles/{id_}")).json()
    assert (state["status"], state["waiting"], "embargo_until" in state) == ("usable", False, False)
    assert (await push(client, article(moment)))["outcome"] == "duplicate"
    assert not [path for path in (blobs.root / "sealed").rglob("*") if b'"content_sha"' in _bytes(path)]


async def test_a_release_survives_a_restart(settings: IngestSettings, events: Events, now: Now) -> None:
    async with serving(settings) as client:
        await push(client, article(await now() + timedelta(seconds=3)))
        assert await names(events) == ["held"]
    async with serving(settings):
        await until(lambda: _has(events, "released"))
    assert await names(events) == ["held", "released"]


async def test_an_embargo_without_an_end_and_one_that_cannot_be_read_wait_for_a_person(
    client: httpx.AsyncClient, clockwork: Clockwork, events: Events
) -> None:
    endless = await push(client, article(None))
    unread = await push(client, article("بعد العيد", source={"guid": "desk:2"}))
    await clockwork.tick()
    assert await names(events) == ["held", "held"]
    for held in (endless, unread):
        answer = await client.post(f"/v1/articles/{held['article_id']}/release", json={"reason": "حان"})
        assert answer.json()["outcome"] == "released"


async def test_an_article_killed_while_held_never_comes_and_its_seal_is_gone(
    client: httpx.AsyncClient, clockwork: Clockwork, events: Events, ledger: Ledger, now: Now
) -> None:
    held = await push(client, article(await now() + timedelta(hours=1)))
    [state] = await ledger.states([held["article_id"]])
    await client.post(f"/v1/articles/{held['article_id']}/kill", json={"reason": "x"})
    with pytest.raises(KeyError):
        clockwork.contents.blobs.get(state.get("sealed"), sealed=True)
    waits, holds = ledger.keys.waiting, ledger.keys.held
    assert (await ledger.client.zcard(waits), await ledger.client.zcard(holds)) == (0, 0)
    await ledger.client.zadd(waits, {f"release:{held['article_id']}": 1})
    await clockwork.tick()
    assert await names(events) == ["held", "killed"]


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_jump_of_the_hosts_clock_neither_hastens_nor_hinders(
    client: httpx.AsyncClient, clockwork: Clockwork, events: Events, now: Now, hours: int
) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True):
        await push(client, article(await now() + timedelta(minutes=30)))
        await clockwork.tick()
        assert await names(events) == ["held"]
        await push(client, article(await now() + timedelta(seconds=3), source={"guid": "desk:2"}))
        await until(lambda: _has(events, "released"))
    released = [event for event in await events("articles") if event.name == "article.released"]
    assert [event.data.source.guid for event in released if isinstance(event.data, Revision)] == ["desk:2"]


async def test_a_seal_that_cannot_be_opened_is_told_and_tried_again(
    intake: Intake, clockwork: Clockwork, events: Events, ledger: Ledger, now: Now
) -> None:
    moment = await now() + timedelta(seconds=3)
    content = json.dumps(article(moment)).encode()
    [held] = await intake.take(Item(content), SourceSettings(id="desk", type="api"))
    id_ = str(held.article_id)
    [state] = await ledger.states([id_])
    blobs, name = intake.blobs, state.get("sealed")
    text = blobs.get(name, sealed=True)
    blobs.drop(name, sealed=True)

    async def is_due() -> bool:
        return await now() >= moment

    await until(is_due)
    for _ in range(2):
        await clockwork.tick()
        await ledger.client.zadd(ledger.keys.waiting, {f"release:{id_}": milliseconds(moment)})
    [report] = await events("ops")
    assert isinstance(report.data, Report)
    assert (report.data.about, id_ in report.data.message, "stays held" in report.data.message) == ("desk", True, True)
    assert await names(events) == ["held"]
    blobs.put(text, sealed=True)
    await clockwork.tick()
    assert await names(events) == ["held", "released"]


async def test_an_article_leaves_the_public_at_its_end_and_a_new_end_brings_it_back(
    client: httpx.AsyncClient, events: Events, now: Now
) -> None:
    fields = article(None, expires_at=(await now() + timedelta(seconds=3)).isoformat())
    fields.pop("embargo_until")
    id_ = (await push(client, fields))["article_id"]
    await until(lambda: _has(events, "unpublished"))
    gone = (await events("articles"))[-1].data
    assert isinstance(gone, Removal)
    assert (gone.by, gone.reason.startswith("expired at"), gone.revision) == ("khabar/expiry", True, 2)
    assert (await client.get(f"/v1/articles/{id_}")).json()["status"] == "expired"
    assert (await client.post(f"/v1/articles/{id_}/release", json={"reason": "x"})).status_code == 409
    renewed = fields | {"expires_at": (await now() + timedelta(hours=1)).isoformat()}
    assert (await push(client, renewed))["outcome"] == "released"


async def test_what_the_set_of_moments_says_falsely_is_put_right_by_the_state(
    client: httpx.AsyncClient, clockwork: Clockwork, events: Events, ledger: Ledger, now: Now
) -> None:
    later = await now() + timedelta(hours=1)
    id_ = (await push(client, article(later)))["article_id"]
    await ledger.client.zadd(ledger.keys.waiting, {f"release:{id_}": 1, f"expire:{id_}": 1, "release:none": 1})
    await clockwork.tick()
    await clockwork.tick()
    assert await ledger.client.zrange(ledger.keys.waiting, 0, -1, withscores=True) == [
        (f"release:{id_}".encode(), milliseconds(later))
    ]
    assert await names(events) == ["held"]


async def _has(events: Events, name: str) -> bool:
    return name in await names(events)


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""

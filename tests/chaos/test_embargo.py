"""What is under embargo is nowhere before its time, whatever is killed meanwhile and whatever the clocks say."""

import json
import zlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from khabar import STREAMS
from khabar.archive import Archive
from tests.chaos.newsroom import Plan
from tests.chaos.scene import LONG, Play, Scene, scaled
from tests.chaos.test_fast_lane import client, listed, until

pytestmark = [pytest.mark.chaos, pytest.mark.server, pytest.mark.timeout(1_800 if LONG else 300)]
WORD = "قمرفضي"
SECRET = f"إن {WORD} سيعلن"
"""Words that stand in the headline and the body of what is held, and nowhere else."""

MARKS = (SECRET.encode(), json.dumps(SECRET)[1:-1].encode())
CLOCKS = {"ingest-1": 3_600.0, "ingest-2": 3_600.0, "control": 3_600.0, "publish-1": 3_600.0}
PAGES = ("/", "/latest", "/archive", "/feed.xml", "/feed.json", "/corrections", f"/search?q={quote(WORD)}")


async def test_an_embargoed_text_is_nowhere_before_its_time(play: Play) -> None:
    async with play("embargo, ingest killed, clocks 1 h fast", Plan(replicas=2, clocks=CLOCKS)) as scene:
        by_hand = await sent(scene, "بلا نهاية", None)
        never = await sent(scene, "بموعد غير مفهوم", "بعد العيد إن شاء الله")
        await scene.send(scaled(10, 100))
        for part in scene.newsroom.all_of("ingest"):
            part.kill()
        await scene.newsroom.ready()
        due = datetime.now(UTC) + timedelta(seconds=scaled(15, 60))
        timed = await sent(scene, "بموعد", due.isoformat())
        found = [place async for place in places(scene)]
        early = datetime.now(UTC) < due
        assert not found or not early, found
        await until(lambda: is_live(scene, timed), 120)
        assert datetime.now(UTC) >= due, "it was shown before its time"
        await scene.khabar("release", by_hand, "--reason", "انتهى الحظر")
        await until(lambda: is_live(scene, by_hand))
        assert not await is_live(scene, never)
        scene.figures["searched"] = "keys, files, archive, pages, feeds, search" if early else "too slow to tell"


async def sent(scene: Scene, name: str, end: str | None) -> str:
    """Send an article under embargo; returns its id."""
    text = f"{name}: قال المصدر {SECRET} لاحقا"
    document = {
        "headline": text,
        "body": [{"type": "paragraph", "text": f"{text}، والتفاصيل محظورة."}],
        "source": {"guid": f"urn:example:embargo:{name}"},
        "embargo_until": end,
    }
    scene.extra.append(text)
    async with client(scene, "ingest-1") as desk:
        answer = await desk.post("/v1/articles", json=document)
    assert answer.status_code == HTTPStatus.ACCEPTED, answer.text
    assert answer.json()["outcome"] == "held"
    return str(answer.json()["article_id"])


async def is_live(scene: Scene, article: str) -> bool:
    """Whether the site shows an article."""
    async with client(scene, "site") as site:
        answer = await site.get(f"/api/articles/{article}")
    return bool(answer.is_success and answer.json()["state"] == "live")


async def places(scene: Scene) -> AsyncIterator[str]:
    """Every place where the secret is found: keys, files outside the sealed store, archive, pages, feeds and search."""
    redis: Any = scene.newsroom.redis
    async for key in redis.scan_iter():
        if _tells(await content(redis, key)):
            yield key.decode()
    for place in (*on_disk(scene.newsroom.folder), *in_archive(scene.newsroom.archive)):
        yield place
    async for page in readable(scene):
        yield page


def on_disk(folder: Path) -> Iterator[str]:
    """All files of a newsroom that tell it, but those in the sealed store."""
    for path in folder.rglob("*"):
        if path.is_file() and "sealed" not in path.parts and _tells(path.read_bytes()):
            yield str(path)


def in_archive(folder: Path) -> Iterator[str]:
    """The archived entries that tell it; the files themselves are compressed."""
    for stream in STREAMS:
        for id_, fields in Archive(folder).entries(stream):
            if _tells(b"".join(fields.values())):
                yield f"archive: {stream} {id_}"


async def readable(scene: Scene) -> AsyncIterator[str]:
    """The pages, feeds and lists that tell it."""
    async with client(scene, "site") as site, client(scene, "ingest-1") as desk:
        for page in (*PAGES, *(urlsplit(url).path for url in await listed(site))):
            if _tells((await site.get(page)).content):
                yield page
        if _tells((await desk.get("/v1/held")).content):
            yield "the list of what is held"


async def content(redis: Any, key: bytes) -> bytes:  # noqa: ANN401 - the client's answers differ by type
    """All that a key holds."""
    match await redis.type(key):
        case b"string":
            return bytes(await redis.get(key))
        case b"hash":
            return _flat(await redis.hgetall(key))
        case b"zset":
            return _flat(await redis.zrange(key, 0, -1))
        case b"set":
            return _flat(await redis.smembers(key))
        case b"list":
            return _flat(await redis.lrange(key, 0, -1))
        case b"stream":
            return _flat([fields for _, fields in await redis.xrange(key)])
        case kind:
            msg = f"{key.decode()} is a {kind.decode()}, which nobody looked into"
            raise AssertionError(msg)


def _flat(found: Any) -> bytes:  # noqa: ANN401 - rows, pairs or values
    if isinstance(found, bytes):
        return _opened(found) + b"\n"
    pairs = found.items() if isinstance(found, dict) else ((each,) for each in found)
    return b"".join(_flat(part) for pair in pairs for part in pair)


def _opened(value: bytes) -> bytes:
    """A value as it is, or what it holds if it is compressed."""
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def _tells(content_: bytes) -> bool:
    return any(mark in content_ for mark in MARKS)

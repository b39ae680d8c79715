"""``khabar target``: an operator looks at the targets, pauses one, and lets it go on."""

import asyncio
import json
import os
import sys
from typing import Any

import pytest

from khabar.models import Command
from tests.unit.publish.stories import enriched, told

from .desk import until
from .receiver import always, well
from .rooms import PARTNER, MakeRoom, Room
from .site_server import SiteServer
from .stories import story
from .target_contract import SECRET


async def khabar(room: Room, *arguments: str, expect: int = 0, verb: str = "target", **more: str) -> Any:  # noqa: ANN401 - whatever the verb tells
    own = {
        "KHABAR_REDIS_URL": room.settings.redis_url,
        "KHABAR_NEWSROOM": room.keys.newsroom,
        "KHABAR_CONFIG": str(room.settings.config),
    }
    bare = {key: value for key, value in os.environ.items() if not key.startswith("KHABAR_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "khabar.cli", verb, *arguments, "--json"),
        env=bare | own | more,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await process.communicate()
    assert process.returncode == expect, errors.decode()
    return json.loads(out) if out else errors.decode()


async def test_a_target_that_is_paused_gets_nothing_until_it_is_resumed(room: Room) -> None:
    said = await khabar(room, "pause", PARTNER, "--reason", "أعمال صيانة", "--by", "سلمى")
    assert said == {"id": PARTNER, "before": "closed", "state": "paused"}
    async with room.at_work():
        await room.desk.send(told("article.enriched", enriched()))
        await until(lambda: _waits(room, 1))
        await asyncio.sleep(1.5)
        assert room.partner.calls == []
        [row] = (await khabar(room, "list"))["targets"]
        assert (row["state"], row["reason"], row["waiting"], row["failing"]) == ("paused", "أعمال صيانة", 1, 0)
        assert row["since"]
        await khabar(room, "resume", PARTNER)
        [event] = await room.delivered()
    assert event.name == "article.published"
    pause, resume = await room.desk.told("commands")
    assert (pause.name, resume.name) == ("command.pause", "command.resume")
    assert pause.data == Command(id=PARTNER, by="سلمى", reason="أعمال صيانة")


async def test_when_the_credentials_are_mended_a_resume_tries_them_at_once(room: Room) -> None:
    room.partner.behaviour = always(403)
    async with room.at_work():
        await room.desk.send(told("article.enriched", story(1)), told("article.enriched", story(2)))
        await until(lambda: _is(room, "refused"))
        room.partner.behaviour = well
        assert (await khabar(room, "resume", PARTNER))["state"] == "refused"
        events = await room.delivered()
    assert [event.name for event in events] == ["article.published"] * 2
    assert await room.alarms() == ["target.refused", "target.recovered"]


async def test_the_list_shows_what_failed_and_waits(room: Room) -> None:
    [row] = (await khabar(room, "list"))["targets"]
    assert row == {
        "id": PARTNER,
        "type": "webhook",
        "enabled": True,
        "state": "closed",
        "since": "",
        "waiting": 0,
        "in flight": 0,
        "later": 0,
        "failing": 0,
        "reason": "",
        "canaries": 0,
        "canaries missed": 0,
    }
    await room.redis.zadd(room.keys.due(PARTNER), {"a": 1, "b": 4_000_000_000_000})
    await room.redis.zadd(room.keys.due(PARTNER, "urgent"), {"c": 1})
    await room.redis.zadd(room.keys.due(PARTNER, "flight"), {"d": 1})
    [row] = (await khabar(room, "list"))["targets"]
    assert (row["waiting"], row["in flight"], row["failing"]) == (3, 1, 1)


async def test_an_unknown_target_names_the_known_ones(room: Room) -> None:
    said = await khabar(room, "pause", "nobody", "--reason", "x", expect=1)
    assert "no target 'nobody'; there are partner" in said
    assert await room.desk.told("commands") == []


async def test_a_check_says_what_answers_and_what_does_not(make_room: MakeRoom) -> None:
    room = await make_room(PARTNER, "archive")
    await room.partner.stop()
    rows = (await khabar(room, "check", expect=1))["targets"]
    assert [(row["id"], row["ok"]) for row in rows] == [(PARTNER, False), ("archive", True)]
    [row] = (await khabar(room, "check", "archive"))["targets"]
    assert row["ok"]
    assert room.receivers["archive"].calls == []


@pytest.mark.parametrize(("token", "ok"), [(SECRET, True), ("another", False)])
async def test_a_check_of_the_site_says_whether_it_takes_our_token(
    make_room: MakeRoom, site: SiteServer, token: str, *, ok: bool
) -> None:
    room = await make_room()
    assert room.settings.config
    room.settings.config.write_text('[[targets]]\nid = "site"\ntype = "site"\n')
    site.start()
    said = await khabar(room, "check", expect=int(not ok), KHABAR_SITE_URL=site.url, KHABAR_SITE_TOKEN=token)
    [row] = said["targets"]
    assert row["ok"] == ok
    assert ("takes our token" in row["what"]) == ok
    assert token not in row["what"]


async def _waits(room: Room, count: int) -> bool:
    return await room.desk.waiting(PARTNER) == count


async def _is(room: Room, state: str) -> bool:
    return (await room.breaker()).get("state") == state

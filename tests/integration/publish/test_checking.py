"""Targets are checked by what delivers to them: in publish's own container too, where there is no `khabar`."""

import asyncio
import os
import sys

import pytest

from khabar import KhabarError
from khabar.config import TargetSettings
from khabar_publish.checking import check
from khabar_publish.targets.address import listens

from .rooms import PARTNER, MakeRoom, Room
from .site_server import SiteServer
from .target_contract import SECRET

_SITE = TargetSettings(id="site", type="site")


async def in_the_container(room: Room, *arguments: str) -> tuple[int | None, str]:
    """What the publish package alone says of its targets; its exit code and its lines."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "khabar_publish.checking", *arguments),
        env=os.environ | {"KHABAR_CONFIG": str(room.settings.config), "KHABAR_REDIS_URL": room.settings.redis_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_publish_alone_says_which_of_its_targets_cannot_be_delivered_to(make_room: MakeRoom) -> None:
    room = await make_room(PARTNER, "archive")
    assert (await in_the_container(room))[0] == 0
    await room.partner.stop()
    code, lines = await in_the_container(room)
    assert code == 1
    assert f"{PARTNER}: FAILS: 127.0.0.1:{room.partner.port} takes no connections" in lines
    assert "see whether it runs" in lines
    assert "archive: ok: " in lines
    code, lines = await in_the_container(room, "archive")
    assert (code, lines.count("\n")) == (0, 1)
    assert room.receivers["archive"].calls == []


async def test_a_target_that_is_not_there_is_named_with_those_that_are(room: Room) -> None:
    code, lines = await in_the_container(room, "nobody")
    assert code == 2
    assert "no target 'nobody'; there are partner" in lines


async def test_a_token_that_is_not_taken_comes_with_the_next_step_and_without_the_token(
    site: SiteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.start()
    monkeypatch.setenv("KHABAR_SITE_URL", site.url)
    monkeypatch.setenv("KHABAR_SITE_TOKEN", SECRET)
    assert await check(_SITE) == "it answers and takes our token"
    monkeypatch.setenv("KHABAR_SITE_TOKEN", "another-token")
    with pytest.raises(
        KhabarError, match=r"401.*mend its credentials or address, then `khabar target resume site`"
    ) as caught:
        await check(_SITE)
    assert "another-token" not in str(caught.value)


async def test_what_the_service_would_not_start_with_is_said_as_the_service_says_it() -> None:
    with pytest.raises(KhabarError, match="no secret_file"):
        await check(TargetSettings(id="partner", type="webhook", url="http://partner.example/"))


async def test_an_address_of_ipv6_is_checked_as_any_other() -> None:
    try:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "::1")
    except OSError:
        pytest.skip("there is no IPv6 here")
    port = server.sockets[0].getsockname()[1]
    assert "takes connections" in await listens(f"http://[::1]:{port}/hook", 2)
    server.close()

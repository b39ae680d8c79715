"""Readers who keep a list open are told what changes while they read."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from khabar_site import live, tidings
from khabar_site.live import Live
from khabar_site.settings import SiteSettings
from khabar_site.site import Site
from khabar_site.store import Removal
from tests.integration.site.conftest import serving
from tests.integration.site.told import push
from tests.unit.site.articles import revision_of, uuid_of

LIVE = "/latest/live"


class Told:
    """What one listener hears, event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.iter_lines()
        self.id = ""

    def next(self) -> dict[str, Any]:
        for line in self._lines:
            if line.startswith("id: "):
                self.id = line.removeprefix("id: ")
            if line.startswith("data: "):
                found: dict[str, Any] = json.loads(line.removeprefix("data: "))
                return found
        pytest.fail("the stream ended")

    def ends(self) -> None:
        """Read on to the end."""
        for _ in self._lines:
            pass


@contextmanager
def listening(site: httpx.Client, address: str = LIVE, **headers: str) -> Iterator[Told]:
    with site.stream("GET", address, headers=headers, timeout=10) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Told(response)


def have(site: httpx.Client) -> str:
    """The address that the page of newest articles follows."""
    return site.get("/latest").text.partition('data-live="')[2].partition('"')[0]


def test_an_article_that_comes_is_told_as_the_page_would_show_it(site: httpx.Client) -> None:
    push(site, "مطر")
    with listening(site, have(site)) as told:
        path = push(site, "فيضان")
        event = told.next()
        assert [card["sid"] for card in event["cards"]] == [path.split("/")[3][:12]]
        html = event["cards"][0]["html"].strip()
        assert html in site.get("/latest").text
        assert (event["removed"], event["whole"]) == ([], False)


def test_what_was_removed_is_told_at_once(site: httpx.Client) -> None:
    path = push(site, "مطر")
    with listening(site, have(site)) as told:
        site.delete(f"/api/articles/{uuid_of('مطر')}", params={"revision": 1, "kind": "kill"})
        event = told.next()
        assert (event["cards"], event["removed"]) == ([], [path.split("/")[3][:12]])


def test_a_reader_who_comes_back_is_told_what_he_missed(site: httpx.Client) -> None:
    push(site, "مطر")
    with listening(site, have(site)) as told:
        push(site, "فيضان")
        told.next()
        seen = told.id
    push(site, "إنقاذ")
    site.delete(f"/api/articles/{uuid_of('مطر')}", params={"revision": 1, "kind": "withdraw"})
    for address, headers in ((LIVE, {"last-event-id": seen}), (f"{LIVE}?last={seen}", {})):
        with listening(site, address, **headers) as told:
            event = told.next()
            assert "إنقاذ" in event["cards"][0]["html"]
            assert len(event["removed"]) == 1


def test_a_page_that_was_kept_somewhere_too_long_is_told_the_whole_list(site: httpx.Client) -> None:
    push(site, "مطر")
    old = have(site)
    push(site, "فيضان")
    for address, headers in ((old, {}), (LIVE, {"last-event-id": "999999"})):
        with listening(site, address, **headers) as told:
            event = told.next()
            assert event["whole"]
            assert len(event["cards"]) == 2


def test_a_page_that_is_as_the_site_is_hears_nothing_until_something_changes(site: httpx.Client) -> None:
    push(site, "مطر")
    for address in (have(site), "/latest/live?last=999999999999999999"):
        with listening(site, address) as told:
            push(site, address[-9:])
            assert told.next()["cards"]
    with listening(site, have(site)) as told:
        push(site, "أخير")
        assert "أخير" in told.next()["cards"][0]["html"], "the first that is heard"


def test_a_program_that_asks_for_the_head_alone_is_not_kept_waiting(site: httpx.Client) -> None:
    assert site.head(LIVE).headers["content-type"].startswith("text/event-stream")


def test_one_listener_too_many_is_put_off(site_settings: SiteSettings) -> None:
    settings = site_settings.model_copy(update={"site_listeners": 1})
    with serving(settings) as site:
        with listening(site):
            time.sleep(0.1)
            refused = site.get(LIVE)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
        deadline = time.monotonic() + 5
        while site.head("/latest").status_code and time.monotonic() < deadline:
            with site.stream("GET", LIVE) as response:
                if response.status_code == 200:
                    return
            time.sleep(0.05)
        pytest.fail("the place of a listener who left was not given to another")


async def test_a_change_is_read_once_for_all_who_listen(
    site_settings: SiteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    since = tidings.since

    def counted(*given: Any) -> tuple[int, bytes]:  # noqa: ANN401 - whatever it takes
        read.append(given[-1])
        return since(*given)

    monkeypatch.setattr(tidings, "since", counted)
    site = Site(site_settings)
    following = Live(site)
    listeners = [following.join() for _ in range(20)]
    await site.write(lambda writer: writer.push([revision_of()]))
    frames = [await listener.get() for listener in listeners]
    assert len(set(frames)) == 1
    assert len(read) == 1
    for listener in listeners:
        following.leave(listener)
    site.close()


async def test_what_was_read_before_an_article_was_killed_is_not_told_to_those_who_come_back_later(
    site_settings: SiteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(site_settings)
    following = Live(site)
    await site.write(lambda writer: writer.push([revision_of()]))
    begun, read, since = threading.Event(), threading.Event(), tidings.since

    def slow(*given: Any) -> tuple[int, bytes]:  # noqa: ANN401 - whatever it takes
        told = since(*given)
        begun.set()
        read.wait(5)
        return told

    monkeypatch.setattr(tidings, "since", slow)
    early = asyncio.create_task(following.missed(0, ""))
    await asyncio.to_thread(begun.wait, 5)
    removal = Removal(1, "kill", "", "2024-03-10T09:00:00+00:00")
    await site.write(lambda writer: writer.remove(uuid_of("water"), removal))
    await following.missed(None, "")
    read.set()
    assert b"card" in await early
    assert b'"cards":[]' in await following.missed(0, "")
    site.close()


async def test_a_reader_who_is_far_behind_is_sent_away_and_nobody_waits_for_him(
    site_settings: SiteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_GATHER_SECONDS", 0)
    monkeypatch.setattr(live, "_WAITING_FRAMES", 2)
    site = Site(site_settings)
    following = Live(site)
    slow, quick = following.join(), following.join()
    for name in "abcd":
        await site.write(lambda writer, name=name: writer.push([revision_of(name)]))  # type: ignore[misc]
        assert await quick.get()
    heard = [slow.get_nowait() for _ in range(slow.qsize())]
    assert (len(heard), heard[-1]) == (3, b"")
    following.end()
    assert await quick.get() == b""
    site.close()


def test_the_site_ends_at_once_though_readers_listen(site_settings: SiteSettings) -> None:
    environment = os.environ | {"KHABAR_PORT": "0", "KHABAR_LOG_FORMAT": "json"}
    command = [sys.executable, "-c", _SERVE]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with httpx.stream("GET", f"http://127.0.0.1:{port}{LIVE}", timeout=10) as response:
            told = Told(response)
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            told.ends()
            process.wait(10)
        assert time.monotonic() - begun < 3, "a server waits five seconds for answers without an end"


_SERVE = """
import socket, uvicorn
from khabar_site.app import create_app
from khabar_site.settings import SiteSettings
from khabar_site.site import Site

listening = socket.create_server(("127.0.0.1", 0))
server = uvicorn.Server(uvicorn.Config(create_app(Site(SiteSettings())), log_config=None, timeout_graceful_shutdown=5))
print(listening.getsockname()[1], flush=True)
server.run([listening])
"""

"""What the site does when the disk is slower than those who write, and what it tells the person on duty."""

import asyncio
import threading
from collections.abc import Iterator

import httpx
import pytest

from khabar_site.app import create_app
from khabar_site.settings import SiteSettings
from khabar_site.site import Site
from tests.unit.site.articles import pushed, uuid_of

WATER = f"/api/articles/{uuid_of('water')}"


@pytest.fixture
def site_of_two(site_settings: SiteSettings) -> Iterator[Site]:
    """A site at which two writes may wait."""
    site = Site(site_settings.model_copy(update={"site_waiting": 2}))
    yield site
    site.close()


def asking(site: Site) -> httpx.AsyncClient:
    headers = {"authorization": "Bearer secret"}
    return httpx.AsyncClient(
        base_url="http://news.test", headers=headers, transport=httpx.ASGITransport(create_app(site))
    )


def test_pushes_are_put_off_while_too_many_wait_and_a_kill_never_is(site_of_two: Site) -> None:
    slow = threading.Event()

    async def story() -> None:
        async with asking(site_of_two) as client:
            begun = asyncio.create_task(site_of_two.write(lambda _: slow.wait(10)))
            waiting = asyncio.create_task(client.put(WATER, json=pushed()))
            await asyncio.sleep(0.2)
            late = await client.put(f"/api/articles/{uuid_of('late')}", json=pushed("late"))
            assert (late.status_code, int(late.headers["retry-after"]) > 0) == (429, True)
            assert late.headers["content-type"] == "application/problem+json"
            batch = await client.post("/api/articles:batch", json={"articles": [pushed("late")]})
            assert batch.status_code == 429
            kill = asyncio.create_task(client.delete(f"{WATER}?revision=1&kind=kill"))
            await asyncio.sleep(0.2)
            slow.set()
            assert [(await waiting).status_code, (await kill).json()["state"]] == [201, "killed"]
            await begun
            assert (await client.put(f"/api/articles/{uuid_of('late')}", json=pushed("late"))).status_code == 201

    asyncio.run(story())


def test_a_push_whose_sender_has_gone_is_still_shown_at_once(site_of_two: Site) -> None:
    slow = threading.Event()

    async def story() -> None:
        async with asking(site_of_two) as client:
            assert (await client.get("/latest")).status_code == 200
            begun = asyncio.create_task(site_of_two.write(lambda _: slow.wait(10)))
            gone = asyncio.create_task(client.put(WATER, json=pushed()))
            await asyncio.sleep(0.2)
            gone.cancel()
            slow.set()
            await begun
            await site_of_two.write(lambda _: None)
            assert "عودة المياه" in (await client.get("/latest")).text

    asyncio.run(story())


def test_a_follower_that_is_behind_is_named_and_takes_no_reader_away(site_of_two: Site) -> None:
    async def story() -> None:
        async with asking(site_of_two) as client:
            site_of_two.behind["hub"] = "has not answered for 5 minutes"
            told = await client.get("/readyz")
            assert told.status_code == 200
            check = next(check for check in told.json()["checks"] if check["name"] == "followers")
            assert (check["ok"], check["detail"]) == (False, "hub: has not answered for 5 minutes")
            assert check["impact"]
            assert check["action"]
            del site_of_two.behind["hub"]
            assert all(check["ok"] for check in (await client.get("/readyz")).json()["checks"])

    asyncio.run(story())

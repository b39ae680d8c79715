"""Feeds that a hub pushes: over real sockets, from a small hub of our own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer
from redis.asyncio import Redis
from starlette.applications import Starlette

from khabar.config import SourceSettings
from khabar.fetching import Fetched
from khabar.keys import Keys
from khabar.models import Revision
from khabar_ingest.app import build
from khabar_ingest.settings import IngestSettings
from khabar_ingest.sources import Rooms
from khabar_ingest.websub import States, Subscription, Subscriptions, WebSubApi

from .conftest import Events
from .hub import Door, Hub, hub, query

pytestmark = pytest.mark.server

SOURCE = SourceSettings(id="agency", type="feed", url="https://agency.example/feed")
TOPIC = "https://agency.example/feed?format=rss&lang=ar"


def rss(*titles: str) -> bytes:
    rows = "".join(f"<item><guid>{t}</guid><title>{t}</title><description>{t}.</description></item>" for t in titles)
    return f'<rss version="2.0"><channel><title>وكالة</title>{rows}</channel></rss>'.encode()


@dataclass
class Desk:
    """Our side: what polls call, where the hub calls, and a clock that may be set."""

    subscriptions: Subscriptions
    api: WebSubApi
    states: States
    clock: datetime
    sources: dict[str, SourceSettings]

    async def polled(self, hub_url: str, status: int = 200, topic: str = TOPIC) -> dict[str, str]:
        """What a poll remembers after an answer that names the hub in its header, but for a 304."""
        links = f'<{topic}>; rel="self", <{hub_url}>; rel="hub"'
        headers = httpx.Headers({"link": links} if status == 200 else {})
        memory: dict[str, str] = {}
        await self.subscriptions.polled(SOURCE, Fetched(status, headers, SOURCE.url or "", rss()), memory)
        return memory

    async def known(self) -> Subscription:
        found = await self.states.get(SOURCE.id)
        assert found is not None
        return found


@pytest.fixture
async def desk(rooms: Rooms, redis_client: Redis, keys: Keys) -> AsyncIterator[Desk]:
    door = Door()
    settings = rooms.settings.model_copy(update={"ingest_public_url": f"{door.url}/", "fetch_seconds": 20})
    states, sources = States(redis_client, keys), {SOURCE.id: SOURCE}
    made: list[Desk] = []
    subscriptions = Subscriptions(states, settings, rooms.fetcher, lambda: made[0].clock)

    async def at_work(id_: str) -> SourceSettings | None:
        return sources.get(id_)

    api = WebSubApi(subscriptions, rooms.intake, at_work, rooms.pressure, max_bytes=50_000)
    made.append(Desk(subscriptions, api, states, datetime.now(UTC), sources))
    async with door.open(Starlette(routes=api.routes())):
        yield made[0]


@pytest.fixture
def served() -> Iterator[tuple[Hub, HTTPServer]]:
    with hub() as found:
        yield found


@pytest.fixture
def far(served: tuple[Hub, HTTPServer]) -> Hub:
    return served[0]


async def test_a_feed_that_names_a_hub_is_subscribed_to_and_its_news_arrive(
    desk: Desk, far: Hub, events: Events
) -> None:
    memory = await desk.polled(far.url)
    [wish] = far.asked
    assert (wish["hub.mode"], wish["hub.topic"]) == ("subscribe", TOPIC)
    assert far.confirmed == [(200, far.challenges[0])]
    assert int(memory["push_until"]) == int((desk.clock + timedelta(days=10)).timestamp())
    answer = await far.deliver(rss("خبر عاجل"))
    assert (answer.status_code, answer.text) == (202, "")
    [event] = await events("articles")
    assert isinstance(event.data, Revision)
    assert (event.source, event.data.headline) == ("khabar/ingest/agency", "خبر عاجل")


async def test_what_was_delivered_and_is_polled_later_is_one_article(
    desk: Desk, far: Hub, rooms: Rooms, events: Events
) -> None:
    await desk.polled(far.url)
    for _ in range(2):
        assert (await far.deliver(rss("خبر"))).status_code == 202
    assert len(await events("articles")) == 1


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_every_way_of_signing_that_the_standard_names_is_taken(
    desk: Desk, far: Hub, events: Events, method: str
) -> None:
    await desk.polled(far.url)
    assert (await far.deliver(rss("خبر"), method)).status_code == 202
    assert len(await events("articles")) == 1


@pytest.mark.parametrize("said", ["", "sha256=", "sha256=00", "md5=d41d8cd98f00b204e9800998ecf8427e", "sha1", "none=x"])
async def test_a_delivery_that_is_not_signed_is_refused(desk: Desk, far: Hub, events: Events, said: str) -> None:
    await desk.polled(far.url)
    answer = await far.deliver(rss("دسيسة"), headers={"x-hub-signature": said})
    assert answer.status_code == 403
    assert await events("articles") == []


async def test_a_delivery_for_another_topic_is_refused(desk: Desk, far: Hub, events: Events) -> None:
    await desk.polled(far.url)
    answer = await far.deliver(rss("خبر"), headers={"link": '<https://other.example/>; rel="self"'})
    assert answer.status_code == 404
    assert await events("articles") == []


async def test_nobody_without_the_key_of_the_address_is_heard(desk: Desk, far: Hub) -> None:
    await desk.polled(far.url)
    wish = dict(far.asked[0])
    for callback in (wish["hub.callback"].partition("?")[0], wish["hub.callback"] + "x"):
        other = wish | {"hub.callback": callback}
        assert (await far.ask(other))[0] == 404
        far.asked.append(other)
        assert (await far.deliver(rss("خبر"))).status_code == 410


async def test_a_topic_that_was_not_asked_for_is_not_confirmed(desk: Desk, far: Hub) -> None:
    await desk.polled(far.url)
    until = (await desk.known()).until
    for other in ({"hub.topic": "https://other.example/"}, {"hub.mode": "unsubscribe"}, {"hub.mode": ""}):
        assert (await far.ask(far.asked[0], **other))[0] == 404
    assert (await far.ask(far.asked[0], **{"hub.challenge": ""}))[0] == 404
    assert (await desk.known()).until == until


async def test_a_challenge_is_answered_as_text_that_no_browser_runs(desk: Desk, far: Hub) -> None:
    await desk.polled(far.url)
    script = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "<script>alert(1)</script>"}
    async with httpx.AsyncClient(trust_env=False) as client:
        address = far.asked[0]["hub.callback"].partition("?")[0]
        answer = await client.get(address, params=query(far.asked[0]) | script)
    assert answer.text == script["hub.challenge"]
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_lease_is_renewed_before_it_ends_under_the_same_address(desk: Desk, far: Hub) -> None:
    await desk.polled(far.url)
    desk.clock += timedelta(days=6)
    await desk.polled(far.url, status=304)
    assert len(far.asked) == 1
    desk.clock += timedelta(days=2)
    memory = await desk.polled(far.url, status=304)
    assert len(far.asked) == 2
    assert far.asked[0]["hub.callback"] == far.asked[1]["hub.callback"]
    assert far.asked[0]["hub.secret"] == far.asked[1]["hub.secret"]
    assert int(memory["push_until"]) == int((desk.clock + timedelta(days=10)).timestamp())


async def test_a_short_lease_is_renewed_with_every_poll(desk: Desk, far: Hub) -> None:
    far.lease = "3600"
    await desk.polled(far.url)
    desk.clock += timedelta(minutes=30)
    memory = await desk.polled(far.url, status=304)
    assert len(far.asked) == 2
    assert int(memory["push_until"]) == int((desk.clock + timedelta(hours=1)).timestamp())


async def test_a_lease_without_end_is_cut_to_a_month(desk: Desk, far: Hub) -> None:
    far.lease = "9999999999"
    await desk.polled(far.url)
    assert (await desk.known()).until <= (desk.clock + timedelta(days=30)).timestamp()


async def test_a_hub_that_never_confirms_slows_no_poll_and_is_not_pestered(desk: Desk, far: Hub) -> None:
    far.verifies = False
    for _ in range(3):
        assert "push_until" not in await desk.polled(far.url)
    assert len(far.asked) == 1
    desk.clock += timedelta(hours=4)
    await desk.polled(far.url)
    assert len(far.asked) == 2


async def test_a_hub_that_refuses_is_noted_and_the_feed_is_polled_on(desk: Desk, far: Hub) -> None:
    far.status = 422
    assert "push_until" not in await desk.polled(far.url)
    assert "422: the hub is full" in (await desk.known()).trouble
    far.status = 202
    desk.clock += timedelta(hours=4)
    assert "push_until" in await desk.polled(far.url)
    assert (await desk.known()).trouble == ""


async def test_the_second_hub_is_asked_when_the_first_will_not(
    desk: Desk, far: Hub, served: tuple[Hub, HTTPServer]
) -> None:
    served[1].expect_request("/full", method="POST").respond_with_data("no", status=500)
    memory: dict[str, str] = {}
    links = f"<{TOPIC}>; rel=self, <{served[1].url_for('/full')}>; rel=hub, <{far.url}>; rel=hub"
    await desk.subscriptions.polled(SOURCE, Fetched(200, {"link": links}, SOURCE.url or "", rss()), memory)
    assert "push_until" in memory
    assert (await desk.known()).hub == far.url


async def test_a_hub_that_denies_takes_the_lease_away(desk: Desk, far: Hub, redis_client: Redis, keys: Keys) -> None:
    await desk.polled(far.url)
    await far.ask(far.asked[0], **{"hub.mode": "denied", "hub.reason": "not for you"})
    assert "not for you" in (await desk.known()).trouble
    assert await redis_client.hget(keys("source", "agency"), "push_until") == b"0"
    assert "push_until" not in await desk.polled(far.url)


async def test_a_source_that_is_removed_is_unsubscribed(desk: Desk, far: Hub, redis_client: Redis, keys: Keys) -> None:
    await desk.polled(far.url)
    await desk.subscriptions.leave(SOURCE.id)
    assert far.asked[-1]["hub.mode"] == "unsubscribe"
    assert far.confirmed[-1] == (200, far.challenges[-1])
    assert await desk.states.get(SOURCE.id) is None
    assert not await redis_client.hexists(keys("source", "agency"), "push_until")
    assert (await far.deliver(rss("خبر"))).status_code == 410


async def test_a_hub_that_delivers_for_a_source_that_is_paused_or_gone_is_told_so(
    desk: Desk, far: Hub, events: Events
) -> None:
    await desk.polled(far.url)
    desk.sources.clear()
    assert (await far.deliver(rss("خبر"))).status_code == 410
    assert await events("articles") == []
    desk.sources[SOURCE.id] = SOURCE
    assert "push_until" in await desk.polled(far.url)
    assert len(far.asked) == 2
    assert (await far.deliver(rss("خبر"))).status_code == 202


async def test_a_feed_that_moves_to_another_hub_or_topic_gets_another_key(desk: Desk, far: Hub) -> None:
    await desk.polled(far.url)
    await desk.polled(far.url, topic="https://agency.example/other")
    assert len(far.asked) == 2
    assert far.asked[0]["hub.callback"] != far.asked[1]["hub.callback"]
    assert (await far.deliver(rss("خبر"), wish=0)).status_code == 410
    assert (await far.deliver(rss("خبر"), wish=1)).status_code == 202


async def test_when_hubs_reach_us_elsewhere_the_subscription_is_made_anew(desk: Desk, far: Hub) -> None:
    await desk.polled(far.url)
    away = desk.subscriptions.settings.model_copy(update={"ingest_public_url": "http://127.0.0.1:9/behind"})
    far.verifies = False
    moved = replace(desk, subscriptions=replace(desk.subscriptions, settings=away))
    assert "push_until" not in await moved.polled(far.url)
    assert far.asked[1]["hub.callback"].startswith("http://127.0.0.1:9/behind/v1/websub/agency?key=")


async def test_a_feed_that_no_longer_names_a_hub_is_left_to_its_lease(desk: Desk, far: Hub) -> None:
    memory = await desk.polled(far.url)
    desk.clock += timedelta(days=9)
    await desk.subscriptions.polled(SOURCE, Fetched(200, {}, SOURCE.url or "", rss()), memory)
    assert len(far.asked) == 1
    desk.clock += timedelta(days=2)
    await desk.subscriptions.polled(SOURCE, Fetched(200, {}, SOURCE.url or "", rss()), memory)
    assert (len(far.asked), memory) == (1, {})


async def test_without_a_public_address_no_hub_is_asked(desk: Desk, far: Hub) -> None:
    settings = desk.subscriptions.settings.model_copy(update={"ingest_public_url": None})
    alone = replace(desk, subscriptions=replace(desk.subscriptions, settings=settings))
    assert await alone.polled(far.url) == {}
    assert far.asked == []


async def test_a_hub_inside_our_own_network_is_not_asked(desk: Desk) -> None:
    assert "push_until" not in await desk.polled("http://169.254.169.254/latest")
    assert (await desk.known()).trouble


async def test_a_delivery_that_the_server_cannot_take_is_to_be_sent_again(
    desk: Desk, far: Hub, redis_client: Redis, keys: Keys, events: Events
) -> None:
    await desk.polled(far.url)
    await redis_client.set(keys.stream("articles"), "in the way")
    refused = await far.deliver(rss("خبر"))
    assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
    await redis_client.delete(keys.stream("articles"))
    assert (await far.deliver(rss("خبر"))).status_code == 202
    assert len(await events("articles")) == 1


async def test_while_articles_have_to_wait_so_do_hubs(desk: Desk, far: Hub, rooms: Rooms, events: Events) -> None:
    await desk.polled(far.url)
    rooms.pressure.set("the server is full")
    assert (await far.deliver(rss("خبر"))).status_code == 429
    rooms.pressure.set("")
    assert await events("articles") == []


async def test_a_delivery_over_the_limit_is_refused(desk: Desk, far: Hub) -> None:
    await desk.polled(far.url)
    assert (await far.deliver(b"x" * 50_001)).status_code == 413


async def test_an_empty_delivery_is_no_error(desk: Desk, far: Hub, events: Events) -> None:
    await desk.polled(far.url)
    assert (await far.deliver(b"")).status_code == 202
    assert await events("articles") == []


async def test_a_delivery_of_rubbish_is_told_to_the_operators_and_not_sent_again(
    desk: Desk, far: Hub, events: Events
) -> None:
    await desk.polled(far.url)
    assert (await far.deliver(b"\x89PNG\x00\x01" * 50)).status_code == 202
    assert [event.name for event in await events("ops")] == ["item.rejected"]


async def test_a_server_that_is_away_costs_a_poll_nothing(desk: Desk, far: Hub, rooms: Rooms) -> None:
    away: Any = Redis.from_url("redis://127.0.0.1:1/0")
    lost = replace(desk.subscriptions, states=States(away, desk.states.keys))
    memory = {"push_until": "17"}
    await lost.polled(SOURCE, Fetched(304, {}, "https://e.example/", b""), memory)
    await lost.leave(SOURCE.id)
    assert memory == {"push_until": "17"}
    await away.aclose()


async def test_the_whole_service_subscribes_to_what_it_polls_and_is_pushed_to(
    settings: IngestSettings, served: tuple[Hub, HTTPServer], tmp_path: Path, events: Events
) -> None:
    far, web = served
    web.expect_request("/feed").respond_with_data(
        rss("خبر قديم"), headers={"link": f"<{far.url}>; rel=hub, <{web.url_for('/feed')}>; rel=self"}
    )
    door, file = Door(), tmp_path / "newsroom.toml"
    file.write_text(f'[[sources]]\nid = "agency"\ntype = "feed"\nurl = "{web.url_for("/feed")}"\n', "utf-8")
    changed = {"config": file, "ingest_public_url": door.url, "fetch_seconds": 20}
    async with door.open(build(settings.model_copy(update=changed))):
        async with asyncio.timeout(60):
            while not far.confirmed:  # noqa: ASYNC110 - the hub is in another thread
                await asyncio.sleep(0.05)
        assert far.confirmed[0][0] == 200
        assert (await far.deliver(rss("خبر عاجل"))).status_code == 202
    told = [event.data.headline for event in await events("articles") if isinstance(event.data, Revision)]
    assert told == ["خبر قديم", "خبر عاجل"]

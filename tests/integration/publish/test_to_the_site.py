"""From the stream to the built-in site and back as a receipt, on a real server and over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from asgi_lifespan import LifespanManager

from khabar import Event
from khabar.models import DeadLetter, DeliveryProblem, Receipt
from khabar.stage import Backoff
from khabar_publish.app import make_service
from khabar_publish.settings import PublishSettings
from tests.unit.publish.stories import ARTICLE, enriched, removal, told

from .conftest import Publishing
from .desk import Desk
from .site_server import SiteServer
from .target_contract import SECRET


@pytest.fixture
def impatient(publish_settings: PublishSettings) -> Publishing:
    """The service with retries in tenths of a second."""

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        service = make_service(publish_settings, Backoff(base=0.3, cap=0.5))
        app = service.application(publish_settings)
        async with LifespanManager(app, startup_timeout=20, shutdown_timeout=30):
            yield

    return run


def _receipt(event: Event) -> Receipt:
    assert isinstance(event.data, Receipt)
    return event.data


async def test_an_enriched_article_ends_on_the_site_with_a_receipt(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    await desk.send(told("article.enriched", enriched()))
    async with publishing():
        [event] = await desk.hears(1)
    said = _receipt(event)
    assert event.name == "article.published"
    assert (said.target, said.outcome, said.attempts) == ("site", "created", 1)
    assert said.content_sha256 == site.holds(ARTICLE)["content_sha256"] == enriched().content_sha
    assert said.remote_id == ARTICLE
    assert said.url
    assert said.url == site.holds(ARTICLE)["url"]
    page = site.page(said.url)
    assert page.status_code == 200
    assert "عودة المياه إلى أحياء الرقة" in page.text


async def test_a_corrected_headline_replaces_the_old_one_at_the_same_address(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    async with publishing():
        await desk.send(told("article.enriched", enriched(1, "عودة المياه إلى أحياء الرقه")))
        await desk.hears(1)
        await desk.send(told("article.enriched", enriched(2, "عودة المياه إلى أحياء الرقة")))
        events = await desk.hears(2)
    first, second = map(_receipt, events)
    assert (first.outcome, second.outcome) == ("created", "updated")
    assert first.url == second.url
    assert "الرقة" in site.page(str(second.url)).text


async def test_the_same_revision_twice_makes_one_article_and_says_unchanged(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    event = told("article.enriched", enriched())
    async with publishing():
        await desk.send(event)
        await desk.hears(1)
        await desk.send(event)
        events = await desk.hears(2)
    assert [_receipt(said).outcome for said in events] == ["created", "unchanged"]
    assert events[0].id == events[1].id


async def test_a_late_older_revision_is_skipped_and_the_newest_stays(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    async with publishing():
        await desk.send(told("article.enriched", enriched(3, "الأحدث")))
        await desk.hears(1)
        await desk.send(told("article.enriched", enriched(2, "الأقدم")))
        events = await desk.hears(2)
    assert [event.name for event in events] == ["article.published", "delivery.skipped"]
    assert isinstance(events[1].data, DeliveryProblem)
    assert "newer state (revision 3" in events[1].data.reason
    assert site.holds(ARTICLE)["revision"] == 3


@pytest.mark.parametrize(("verb", "status"), [("unpublished", 404), ("withdrawn", 200), ("killed", 410)])
async def test_a_removal_reaches_the_site(
    desk: Desk, site: SiteServer, publishing: Publishing, verb: str, status: int
) -> None:
    site.start()
    async with publishing():
        await desk.send(told("article.enriched", enriched()))
        [shown] = await desk.hears(1)
        await desk.send(told(f"article.{verb}", removal(2)))
        events = await desk.hears(2)
    assert events[1].name == "article.removed"
    assert _receipt(events[1]).outcome == verb
    assert site.holds(ARTICLE)["state"] == verb
    assert site.page(str(_receipt(shown).url)).status_code == status


async def test_a_kill_before_the_article_wins_and_its_revision_is_skipped(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    async with publishing():
        await desk.send(told("article.killed", removal(1)))
        await desk.hears(1)
        await desk.send(told("article.enriched", enriched(2)))
        events = await desk.hears(2)
    assert [event.name for event in events] == ["article.removed", "delivery.skipped"]
    assert site.holds(ARTICLE)["state"] == "killed"


async def test_a_site_that_is_down_for_three_seconds_gets_the_article_late_and_once(
    desk: Desk, site: SiteServer, impatient: Publishing
) -> None:
    async with impatient():
        await desk.send(told("article.enriched", enriched()))
        await asyncio.sleep(3)
        assert await desk.told() == []
        assert await desk.told("dead") == []
        site.start()
        events = await desk.hears(1, seconds=30)
        await asyncio.sleep(1.5)
        assert await desk.told() == events
    said = _receipt(events[0])
    assert said.outcome == "created"
    assert said.attempts > 1
    assert await desk.told("dead") == []


async def test_a_second_text_under_one_number_is_a_dead_letter_and_is_reported(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    async with publishing():
        await desk.send(told("article.enriched", enriched(1)))
        await desk.hears(1)
        await desk.send(told("article.enriched", enriched(1, "نص آخر", content_sha="f" * 64)))
        [dead] = await desk.hears(1, "dead")
    assert isinstance(dead.data, DeadLetter)
    assert dead.data.kind == "rejected"
    assert "another content under revision 1" in dead.data.error
    assert "409" in dead.data.error
    assert dead.data.fields["subject"] == ARTICLE
    assert SECRET not in str(dead.data)
    assert [event.name for event in await desk.told()] == ["article.published", "delivery.failed"]
    assert [event.subject for event in await desk.told("ops") if event.name == "revision.regressed"] == [ARTICLE]


async def test_one_refused_article_does_not_hold_up_the_rest_of_its_batch(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    await desk.send(told("article.enriched", enriched(id="not-a-uuid")), told("article.enriched", enriched()))
    async with publishing():
        events = await desk.hears(2)
        [dead] = await desk.hears(1, "dead")
    assert {event.name: event.subject for event in events} == {
        "article.published": ARTICLE,
        "delivery.failed": "not-a-uuid",
    }
    assert dead.subject == "not-a-uuid"


async def test_what_publish_does_not_deliver_is_read_and_left(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    await desk.send(told("article.created", enriched()), told("article.enriched", enriched()))
    async with publishing():
        events = await desk.hears(1)
    assert [event.name for event in events] == ["article.published"]
    assert await desk.told("dead") == []

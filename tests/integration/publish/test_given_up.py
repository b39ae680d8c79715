"""Deliveries whose workers always died: the target is asked what it has before they are given up."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from khabar import Event
from khabar.config import TargetSettings
from khabar.models import DeadLetter, EnrichedRevision, Removal
from khabar_publish.attempt import MOST_LOST
from khabar_publish.settings import PublishSettings
from khabar_publish.targets.site import SiteTarget
from tests.unit.publish.stories import enriched, removal, told

from .conftest import Publishing
from .desk import Desk
from .site_server import SiteServer
from .target_contract import SECRET

FIRST, SECOND = enriched(1, "عودة المياه"), enriched(2, "عودة المياه إلى الرقة")


@pytest.fixture
async def target(site: SiteServer) -> AsyncIterator[SiteTarget]:
    site.start()
    settings = PublishSettings(site_url=site.url, site_token=SecretStr(SECRET))
    target = SiteTarget(TargetSettings(id="site", type="site"), settings)
    yield target
    await target.close()


async def _put(target: SiteTarget, revision: EnrichedRevision) -> Event:
    event = told("article.enriched", revision)
    await target.deliver(event, revision, None)
    return event


async def _taken_away(target: SiteTarget, gone: Removal) -> Event:
    event = told("article.withdrawn", gone)
    await target.remove(event, gone, "withdraw", None)
    return event


async def test_a_revision_that_is_there_is_found_there(target: SiteTarget) -> None:
    event = await _put(target, FIRST)
    answer = await target.look_up(event, None)
    assert answer
    assert (answer.outcome, answer.shows, answer.remote_id) == ("unchanged", True, event.subject)
    assert answer.url


async def test_a_newer_revision_there_makes_an_older_one_stale(target: SiteTarget) -> None:
    await _put(target, SECOND)
    answer = await target.look_up(told("article.enriched", FIRST), None)
    assert answer
    assert (answer.outcome, answer.shows) == ("stale", False)


async def test_what_the_site_never_saw_or_has_otherwise_is_not_found(target: SiteTarget) -> None:
    assert await target.look_up(told("article.enriched", FIRST), None) is None
    await _put(target, FIRST)
    assert await target.look_up(told("article.enriched", SECOND), None) is None
    assert await target.look_up(told("article.enriched", enriched(1, "عودة الكهرباء")), None) is None


async def test_a_removal_is_found_once_the_article_is_gone(target: SiteTarget) -> None:
    await _put(target, FIRST)
    gone = removal(revision=2)
    assert await target.look_up(told("article.withdrawn", gone), None) is None
    answer = await target.look_up(await _taken_away(target, gone), None)
    assert answer
    assert (answer.outcome, answer.shows) == ("withdrawn", True)


async def _given_up(desk: Desk, event: Event) -> None:
    await desk.redis.hset(desk.keys.due("site", "lost"), event.subject, str(MOST_LOST))
    await desk.send(event)


async def test_a_delivery_that_took_effect_before_its_workers_died_has_its_receipt(
    desk: Desk, target: SiteTarget, publishing: Publishing
) -> None:
    await _given_up(desk, await _put(target, FIRST))
    async with publishing():
        [event] = await desk.hears(1)
    assert event.name == "article.published"
    assert await desk.told("dead") == []


async def test_a_delivery_that_never_took_effect_is_a_dead_letter(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    await _given_up(desk, told("article.enriched", FIRST))
    async with publishing():
        [dead] = await desk.hears(1, "dead")
    assert isinstance(dead.data, DeadLetter)
    assert dead.data.kind == "crash"

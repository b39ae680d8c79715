"""What ties articles together reaches the built-in site, before or behind its articles, and is read back there."""

from typing import Any

import httpx
import pytest

from khabar.events import article_id
from khabar.linked import LinkChange
from khabar.models import CopiesChange, RelatedChange, RelatedLink, StoryArticle, StoryChange
from tests.unit.publish.links import STORY, beside
from tests.unit.publish.stories import WHEN, told

from .conftest import Publishing
from .desk import Desk
from .site_server import SiteServer
from .stories import story as article
from .target_contract import SECRET

pytestmark = pytest.mark.server
WATER, POWER = article_id("desk", "1"), article_id("desk", "2")


def related(version: int, *others: str) -> RelatedChange:
    links = tuple(RelatedLink(article_id=other, score=0.5) for other in others)
    return RelatedChange(id=WATER, revision=1, version=version, related=links)


def changes(version: int) -> tuple[LinkChange, ...]:
    member = StoryArticle(article_id=WATER, published_at=WHEN, happened="2024-03-10")
    return (
        related(version, POWER),
        CopiesChange(id=WATER, revision=1, version=version, copies=(POWER,)),
        StoryChange(id=STORY, revision=version, name="عودة المياه", articles=(member,)),
    )


def read_back(site: SiteServer, path: str) -> dict[str, Any]:
    answer = httpx.get(f"{site.url}/api/{path}", headers={"authorization": f"Bearer {SECRET}"}, trust_env=False)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_links_that_come_before_their_article_are_kept_and_told_as_applied(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    names = ("related.changed", "copies.changed", "story.changed")
    async with publishing():
        await desk.send(*(beside(name, change) for name, change in zip(names, changes(41), strict=True)))
        await desk.hears(3)
        await desk.send(told("article.enriched", article(1)))
        events = await desk.hears(4)
    assert [event.name for event in events] == ["links.applied"] * 3 + ["article.published"]
    for path in (f"articles/{WATER}/related", f"articles/{WATER}/copies", f"stories/{STORY}"):
        assert read_back(site, path)["version"] == 41


async def test_an_older_state_of_links_is_skipped_and_the_newest_stays(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    async with publishing():
        for version, others in ((9, (POWER,)), (8, ()), (9, (POWER,))):
            await desk.send(beside("related.changed", related(version, *others)))
            await desk.hears(1)
        events = await desk.hears(3)
    outcomes = [(event.name, getattr(event.data, "outcome", "")) for event in events]
    assert outcomes == [("links.applied", "updated"), ("links.skipped", ""), ("links.applied", "unchanged")]
    assert [link["article_id"] for link in read_back(site, f"articles/{WATER}/related")["related"]] == [POWER]


async def test_a_copy_is_pushed_to_the_site_and_leads_to_the_article_that_stands_for_it(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    found = {"for_revision": 1, "slug": "عودة-المياه", "duplicate_of": WATER, "linked_version": 7}
    copy = article(2).model_copy(update={"enrichment": type(article(2).enrichment).model_validate(found)})
    async with publishing():
        await desk.send(told("article.enriched", article(1)), told("article.enriched", copy))
        events = await desk.hears(2)
    assert {event.name for event in events} == {"article.published"}
    assert site.holds(POWER)["duplicate_of"] == WATER
    assert site.holds(POWER)["url"] == site.holds(WATER)["url"]


async def test_what_the_site_refuses_is_a_dead_letter_of_the_links_alone(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    many = related(9, *(article_id("desk", str(number)) for number in range(200)))
    async with publishing():
        await desk.send(beside("related.changed", many), told("article.enriched", article(1)))
        events = await desk.hears(2)
        [letter] = await desk.hears(1, "dead")
    assert {event.name for event in events} == {"links.failed", "article.published"}
    assert (letter.subject, letter.name) == (WATER, "dead.letter")

"""What editors decided about tags reaches a site that has lost it, or has never heard of it."""

import httpx
import pytest

from tests.integration.archive.newsroom import Newsroom

from .test_governance import HASAKAH, IRAQ, RAQQA, answers, has, order, page_of, send, site, tags

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]


async def decide(client: httpx.AsyncClient, article: str) -> None:
    await order(client, f"tags/{RAQQA}/rename", name="مدينة الرشيد")
    await order(client, f"tags/{RAQQA}/merge", into=IRAQ)
    await order(client, f"tags/{HASAKAH}/block")
    await order(client, f"articles/{article}/tags", add=["loc:lebanon"])


async def shows_all(newsroom: Newsroom, article: str) -> None:
    """Wait until the site shows what was decided."""
    moved = await answers(newsroom, "/tag/loc-raqqa", 301)
    assert moved.headers["location"] == "/tag/loc-iraq"
    await answers(newsroom, "/tag/loc-hasakah", 404)
    await has(newsroom, article, on="loc:lebanon")
    assert {IRAQ, "loc:lebanon"} <= {*await tags(newsroom, article)}
    assert not {RAQQA, HASAKAH} & {*await tags(newsroom, article)}
    assert "الحسكة</bdi>" not in await page_of(newsroom, article)


async def test_a_site_that_was_away_hears_what_was_decided_though_the_server_was_lost(
    newsroom: Newsroom, client: httpx.AsyncClient
) -> None:
    article = await send(newsroom, client, "one", "قافلة مساعدات تصل إلى الرقة")
    await newsroom.settled()
    newsroom.site.stop()
    await decide(client, article)
    await newsroom.is_archived()

    await newsroom.flush()
    code, _, error = await newsroom.khabar("restore")

    assert code == 0, error
    newsroom.site.start()
    await shows_all(newsroom, article)
    once_more = [event.extra["replay"] for event in await newsroom.told("enriched") if event.name == "tag.changed"]
    assert once_more == ["restore", "restore"]


async def test_an_article_that_shows_its_tags_is_left_alone_by_a_restore(
    newsroom: Newsroom, client: httpx.AsyncClient
) -> None:
    article = await send(newsroom, client, "one", "قافلة مساعدات تصل إلى الرقة")
    await decide(client, article)
    await shows_all(newsroom, article)
    await newsroom.settled()
    await newsroom.is_archived()

    await newsroom.flush()
    code, out, error = await newsroom.khabar("restore")

    assert code == 0, error
    assert "0 articles have had no end" in out


async def test_an_empty_site_is_told_what_was_decided(newsroom: Newsroom, client: httpx.AsyncClient) -> None:
    article = await send(newsroom, client, "one", "قافلة مساعدات تصل إلى الرقة")
    await decide(client, article)
    await shows_all(newsroom, article)
    await newsroom.settled()
    await newsroom.is_archived()
    newsroom.site.stop()
    newsroom.site.settings.site_database.unlink()
    newsroom.site.start()
    assert (await site(newsroom, "/tag/loc-raqqa")).status_code != 301

    code, out, error = await newsroom.khabar("replay", "--target", "site", "--dry-run")
    assert (code, "2 tag decided" in out) == (0, True), out + error
    code, _, error = await newsroom.khabar("replay", "--target", "site")

    assert code == 0, error
    await newsroom.shows(article, 1)
    await shows_all(newsroom, article)
    code, out, error = await newsroom.khabar("replay", "--target", "site", "--dry-run")
    assert "3 unchanged; nothing was changed" in out

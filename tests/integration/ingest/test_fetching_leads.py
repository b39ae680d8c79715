"""What a feed or page names leads no fetch inside either: announced feeds, pages of teasers, listed pages, pictures."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from khabar.blobs import BlobStore
from khabar.config import Config
from khabar.fetching import Fetched, Fetcher
from khabar_ingest import discovery
from khabar_ingest.admission import Admission
from khabar_ingest.handlers import Intake
from khabar_ingest.rules import Pages
from tests.integration.fetching.hosts import LIMIT_SECONDS, Host, Request, fetcher, hosting, reply

from .conftest import Events
from .stories import agency, entry, outcomes, rss, told

INSIDE = "127.0.0.2"
FEED = b"<rss version='2.0'><channel><item><title>t</title></item></channel></rss>"


def getting(through: Fetcher, host: Host) -> Callable[[str], Awaitable[Fetched]]:
    return partial(through.get, max_bytes=100_000, seconds=LIMIT_SECONDS, named=host.url())


async def test_a_feed_that_a_page_announces_inside_is_not_asked_for_and_the_next_is_taken() -> None:
    async def answer(request: Request) -> None:
        inside, outside = host.url("/inside", INSIDE), host.url("/outside")
        links = f'<link rel=alternate type=application/rss+xml href="{inside}">'
        links += f'<link rel=alternate type=application/rss+xml href="{outside}">'
        page = f"<html><head>{links}</head><body></body></html>".encode()
        await request.send(reply(page if request.path == "/" else FEED))

    async with hosting(answer) as host, fetcher("127.0.0.1") as through:
        found = await discovery.find(host.url("/"), getting(through, host))
    assert found.feed is not None
    assert found.feed.url == host.url("/outside")
    assert {request.address for request in host.asked} == {"127.0.0.1"}


@pytest.mark.server
async def test_a_teaser_whose_page_is_inside_stays_a_teaser(
    admission: Admission, blobs: BlobStore, events: Events
) -> None:
    async def answer(request: Request) -> None:
        await request.send(reply("<p>سر الشبكة الداخلية</p>".encode()))

    async with hosting(answer) as host, fetcher("127.0.0.1") as through:
        intake = Intake(admission, blobs, Config(), Pages(through, max_bytes=200_000, seconds=LIMIT_SECONDS))
        for where in (host.url("/1", INSIDE), "http://169.254.169.254/latest/meta-data", "file:///etc/passwd"):
            cut = entry(where, "انقطاع الكهرباء عن المدينة", link=where, description="انقطعت الكهرباء منذ…")
            assert outcomes(await intake.take(rss(cut, url=host.url()), agency())) == ["created"]
    assert host.asked == []
    assert all("سر" not in block.text for made in await told(events) for block in made.body)


@pytest.mark.server
async def test_a_picture_that_a_feed_names_is_noted_and_never_fetched(intake: Intake, events: Events) -> None:
    async def answer(request: Request) -> None:
        await request.send(reply(b"x"))

    async with hosting(answer) as host:
        address = host.url("/a.jpg", INSIDE)
        item = entry("1", "صورة من الميدان").replace(
            "</item>", f'<enclosure url="{address}" type="image/jpeg"/></item>'
        )
        assert outcomes(await intake.take(rss(item, url=host.url()), agency())) == ["created"]
    assert host.opened == 0
    assert [media.url for made in await told(events) for media in made.media] == [address]

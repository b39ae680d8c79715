"""Pages that are kept: each is renewed when something that it shows has changed, and is kept when nothing has."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from starlette.types import ASGIApp

from khabar.events import short_id
from khabar_site.app import create_app
from khabar_site.ask import View
from khabar_site.ready import Ready
from khabar_site.routes import PAGES
from khabar_site.settings import SiteSettings
from khabar_site.site import Site
from tests.chaos.servers import is_long
from tests.integration.site import steps
from tests.integration.site.steps import Step
from tests.unit.site.articles import uuid_of

NOW = datetime(2024, 3, 12, 12, tzinfo=UTC)
SIDS = [short_id(uuid_of(name)) for name in steps.NAMES]
TAILS = [f"{sid}-{name}" for sid, name in zip(SIDS, steps.NAMES, strict=True)]
POOLS = {
    "/section/": list(steps.SECTIONS),
    "/tag/": [tag.replace(":", "-") for tag in steps.TAGS],
    "/author/": ["سلمى-الحسن", "عمر"],
    "id": list(steps.STORIES),
    "sid": SIDS[:2],
    "tail": [*TAILS, SIDS[0]],
    "year": ["2024"],
    "month": ["03", "04"],
    "day": ["10", "11"],
    "cursor": ["1710138600000.777777777777"],
    "revision": ["1", "2"],
}


class Forgetful(Site):
    """A site that can be told to make every page anew, as if nothing had been kept."""

    forgetful = False

    def kept(self, path: str) -> Ready | None:
        return None if self.forgetful else super().kept(path)

    async def reply(self, view: View, request: Any, *, kept: bool) -> ASGIApp:  # noqa: ANN401 - a request
        return await super().reply(view, request, kept=kept and not self.forgetful)


def addresses() -> Iterator[str]:
    """Addresses of every kind of page, of articles, lists and stories that the steps write."""
    for path, _ in PAGES:
        names = re.findall(r"{(\w+)", path)
        kind = next((kind for kind in POOLS if kind.startswith("/") and kind in path), "slug")
        pools = [POOLS.get(kind if name == "slug" else name, ["1"]) for name in names]
        for values in product(*pools):
            filled = dict(zip(names, values, strict=True))
            yield re.sub(r"{(\w+)[^}]*}", lambda place, filled=filled: filled[place[1]], path)  # type: ignore[misc]


ADDRESSES = sorted(set(addresses()))


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A newsroom with one section of its own."""
    folder = tmp_path_factory.mktemp("newsroom")
    text = '[newsroom]\nname = "مرصد الفرات"\ntimezone = "Asia/Damascus"\n[[sections]]\nid = "news"\nname = "أخبار"\n'
    (folder / "newsroom.toml").write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHABAR_CONFIG", str(folder / "newsroom.toml"))
        patch.setenv("KHABAR_SITE_URL", "http://news.test")
        yield


def opened(folder: Path) -> Forgetful:
    return Forgetful(SiteSettings(site_database=folder / "site.db"), lambda: NOW)


async def told(client: httpx.AsyncClient) -> dict[str, tuple[int, str | None, bytes]]:
    """What every address answers with."""
    found = {}
    for address in ADDRESSES:
        answer = await client.get(address)
        found[address] = answer.status_code, answer.headers.get("location"), answer.content
    return found


async def compared(site: Forgetful, order: list[Step]) -> None:
    """Do the steps one by one, and compare what is kept with what would be made."""
    transport = httpx.ASGITransport(create_app(site))
    async with httpx.AsyncClient(base_url="http://news.test", transport=transport) as client:
        for place, step in enumerate(order):
            await site.write(step)
            if place + 1 < len(steps.NAMES):
                continue
            site.forgetful = False
            kept = await told(client)
            site.forgetful = True
            made = await told(client)
            wrong = [address for address in ADDRESSES if kept[address] != made[address]]
            assert wrong == [], f"after {step.__name__}"


@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("newsroom")
@settings(
    max_examples=100 if is_long() else 4,
    deadline=None,
    derandomize=not is_long(),
    phases=[Phase.generate, Phase.shrink] if is_long() else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(order=steps.orders(longest=8))
def test_a_kept_page_is_always_what_would_be_made_anew(order: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        site = opened(Path(folder))
        try:
            asyncio.run(compared(site, order))
        finally:
            site.close()


@pytest.mark.usefixtures("newsroom")
def test_a_push_leaves_the_pages_that_it_does_not_change(tmp_path: Path) -> None:
    site = opened(tmp_path)
    quiet = {"published_at": "2024-03-10T09:30:00+03:00"}
    other = {"published_at": "2024-04-10T09:30:00+03:00"}
    none: dict[str, Any] = {"section": None, "tags": []}

    async def asked() -> None:
        transport = httpx.ASGITransport(create_app(site))
        async with httpx.AsyncClient(base_url="http://news.test", transport=transport) as client:
            await site.write(steps.push("a", 1, quiet, {}))
            stays = [f"/2024/03/{TAILS[0]}", "/section/news", "/tag/place-raqqa"]
            goes = ["/", "/latest", "/feed.xml"]
            for address in (*stays, *goes):
                assert (await client.get(address)).status_code == 200, address
            await site.write(steps.push("b", 1, other, none))
            assert [address for address in stays if site.kept(address) is None] == []
            assert [address for address in goes if site.kept(address) is not None] == []
            await site.write(steps.push("a", 1, quiet, {}))
            assert site.kept("/section/news") is not None, "unchanged"

    try:
        asyncio.run(asked())
    finally:
        site.close()

"""A newsroom of which all but enrich is at work, and what readers and the auditor see of it."""

import json
import re
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from khabar.audit import Sink, Tape, Verdict, audit, gather, read_back
from khabar.blobs import BlobStore
from khabar.models import Receipt
from khabar.wire import Wire
from tests.integration.archive.newsroom import Newsroom

_FED = re.compile(
    r"<entry.*?<id>(.*?)</id>.*?<published>(.*?)</published>\s*<updated>(.*?)</updated>.*?</entry>", re.DOTALL
)
_PLACES = re.compile(r'href="(?:http://news\.test)?(/\d{4}/\d\d/[a-z2-7]{12}[^"]*)"')


class LateNewsroom(Newsroom):
    """The newsroom; enrich is begun where a test says so."""

    @asynccontextmanager
    async def without_enrich(self, replicas: int = 1) -> AsyncIterator[httpx.AsyncClient]:
        async with AsyncExitStack() as stack:
            self.site.start()
            stack.callback(self.site.stop)
            await stack.enter_async_context(self.control())
            await self.until(self.is_open)
            for _ in range(replicas):
                await stack.enter_async_context(self.publish())
            yield await stack.enter_async_context(self.ingest())

    async def send(self, client: httpx.AsyncClient, **article: object) -> str:
        """Submit an article; its id is returned."""
        answer = await client.post("/v1/articles?source=inbox", json=article)
        assert answer.status_code == 202, answer.text
        told: str = answer.json()["article_id"]
        return told

    async def page(self, article: str) -> tuple[str, str]:
        """An article's address and its page."""
        async with httpx.AsyncClient(trust_env=False, base_url=self.site.url) as reader:
            held = (await reader.get(f"/api/articles/{article}")).json()
            url: str = held["url"]
            return url, (await reader.get(url.removeprefix("http://news.test"))).text

    async def standing(self, article: str) -> str:
        """What the site says of an article, ``unknown`` where it never heard of it."""
        async with httpx.AsyncClient(trust_env=False, base_url=self.site.url) as reader:
            answer = await reader.get(f"/api/articles/{article}")
        return str(answer.json()["state"]) if answer.is_success else "unknown"

    async def listed(self, path: str = "/latest") -> list[str]:
        """The addresses of a list, in its order."""
        async with httpx.AsyncClient(trust_env=False, base_url=self.site.url) as reader:
            return list(dict.fromkeys(_PLACES.findall((await reader.get(path)).text)))

    async def fed(self) -> list[tuple[str, ...]]:
        """What the newsroom's feed tells of each article: its id, and when it was published and changed."""
        async with httpx.AsyncClient(trust_env=False, base_url=self.site.url) as reader:
            return _FED.findall((await reader.get("/feed.atom")).text)

    async def enrichment(self) -> str:
        """What ``khabar status`` says of enrichment."""
        _, said, _ = await self.khabar("status", "--json")
        return next(str(row["value"]) for row in json.loads(said)["newsroom"] if row["figure"] == "enrichment")

    async def receipts(self, article: str, target: str = "site") -> list[tuple[str, str, bool]]:
        """The receipts of an article: event, outcome, and whether it was bare."""
        events = [event for event in await self.told("published") if event.subject == article]
        return [
            (event.name, event.data.outcome, bool(event.data.bare))
            for event in events
            if isinstance(event.data, Receipt) and event.data.target == target and event.name.startswith("article.")
        ]

    async def judged(self) -> Verdict:
        """The auditor's verdict, with the site read back."""
        tape = Tape(self.redis, self.keys, Wire(BlobStore(self.folder / "blobs")), None)

        async def ask(articles: Collection[str]) -> Mapping[str, Sink]:
            return {"site": await read_back(self.site.url, articles)}

        return audit(await gather(tape, ask))

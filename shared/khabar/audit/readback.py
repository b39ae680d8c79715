"""What the built-in site holds, asked of the site itself."""

import asyncio
import re
from collections.abc import Collection
from html import unescape
from http import HTTPStatus

import httpx
from pydantic import BaseModel

from khabar.audit.facts import COPY, LIVE, Copy, Sink

_CALLS_AT_ONCE = 8
_LOC = re.compile(r"<loc>(.*?)</loc>")
_MONTH = re.compile(r"/sitemap/\d{4}-\d\d(-\d+)?\.xml$")
"""A sitemap of articles; others list what else there is, and the newest articles once more."""


class _Held(BaseModel):
    """A site's answer."""

    state: str
    revision: int
    content_sha256: str = ""
    url: str | None = None
    duplicate_of: str | None = None

    def copy_of_it(self) -> Copy:
        state = COPY if self.state == LIVE and self.duplicate_of else self.state
        return Copy(self.revision, state, self.content_sha256, url=self.url)


async def read_back(url: str, articles: Collection[str], *, lists: bool = False) -> Sink:
    """Ask a site for each article, and for its sitemaps too where every article it shows is among them.

    Raises:
        httpx.HTTPError: the site does not answer.
    """
    gate = asyncio.Semaphore(_CALLS_AT_ONCE)
    async with httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as site:

        async def ask(article: str) -> tuple[str, Copy] | None:
            async with gate:
                answer = await site.get(f"/api/articles/{article}")
            if answer.status_code == HTTPStatus.NOT_FOUND:
                return None
            held = _Held.model_validate_json(answer.raise_for_status().content)
            return article, held.copy_of_it()

        holds = dict(filter(None, await asyncio.gather(*map(ask, articles))))
        return Sink(holds, listed=await _listed(site) if lists else None)


async def _listed(site: httpx.AsyncClient) -> tuple[str, ...]:
    maps = _LOC.findall((await site.get("/sitemap.xml")).raise_for_status().text)
    months = filter(_MONTH.search, maps)
    pages = [(await site.get(month)).raise_for_status().text for month in months]
    return tuple(unescape(url) for page in pages for url in _LOC.findall(page))

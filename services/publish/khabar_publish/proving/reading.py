"""Reading public pages as a reader does: without cookies, a bounded part of them, and only where they may be."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable
from http.cookiejar import DefaultCookiePolicy
from typing import Final, NamedTuple

import httpx

from khabar_publish.proving.page import Page
from khabar_publish.proving.places import Origins
from khabar_publish.targets.connections import client

SECONDS: Final = 10.0
MOST_BYTES: Final = 2 * 1024 * 1024
_CONNECTIONS: Final = 8
_GOOD_SECONDS: Final = 1.0
_MOST_LISTS: Final = 64
_HOPS: Final = 3
_LEADS: Final = range(300, 400)
_HEADERS: Final = {"user-agent": "khabar (proof of publication)", "accept-encoding": "identity"}


class _List(NamedTuple):
    began: float
    etag: str
    page: Page


class Reader:
    """Reads the pages of one target, which lie at ``origins``."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins
        self._client = client(seconds=SECONDS, most=_CONNECTIONS, headers=_HEADERS)
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._lists: dict[str, _List] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def read(self, address: str) -> Page:
        """Read a page; what cannot be read is an answer too. Redirects are followed within the target's own hosts."""
        page, _ = await self._read(address, "")
        return page

    async def shows(self, address: str, needles: Iterable[str], *, age: float) -> bool | None:
        """Whether a list shows one of these; None where it cannot be read.

        A list read within the last second serves for all that is older than its reading: ``age`` is in seconds.
        """
        asked = time.monotonic()
        async with self._turns[address]:
            kept = self._lists.get(address)
            if kept is None or kept.began < asked - min(age, _GOOD_SECONDS):
                kept = self._keep(address, await self._list(address, kept))
        return any(each in kept.page.text for each in needles) if kept.page.status == httpx.codes.OK else None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _list(self, address: str, kept: _List | None) -> _List:
        began = time.monotonic()
        page, etag = await self._read(address, kept.etag if kept else "")
        if kept and page.status == httpx.codes.NOT_MODIFIED:
            return kept._replace(began=began)
        return _List(began, etag, page)

    def _keep(self, address: str, found: _List) -> _List:
        self._lists.pop(address, None)
        self._lists[address] = found
        if len(self._lists) > _MOST_LISTS:
            oldest = next(iter(self._lists))
            del self._lists[oldest]
            self._turns.pop(oldest, None)
        return found

    async def _read(self, address: str, etag: str) -> tuple[Page, str]:
        try:
            async with asyncio.timeout(SECONDS):
                return await self._follow(httpx.URL(address), etag)
        except httpx.InvalidURL:
            return Page(url=address, elsewhere=True), ""
        except TimeoutError:
            return Page(url=address, failure=f"no whole page within {SECONDS:g} s"), ""
        except httpx.HTTPError as error:
            return Page(url=address, failure=f"{type(error).__name__} {error}".rstrip()), ""

    async def _follow(self, url: httpx.URL, etag: str) -> tuple[Page, str]:
        page = Page(url=str(url), elsewhere=True)
        for _ in range(_HOPS + 1):
            if not self._origins.hold(url):
                return Page(url=str(url), elsewhere=True), ""
            page, found, onward = await self._once(url, etag)
            if not onward:
                return page, found
            url, etag = url.join(onward), ""
        return page, ""

    async def _once(self, url: httpx.URL, etag: str) -> tuple[Page, str, str]:
        """One request: the page, its tag, and where it leads."""
        asked = {"if-none-match": etag} if etag else {}
        async with self._client.stream("GET", url, headers=asked) as answer:
            onward = answer.headers.get("location", "") if answer.status_code in _LEADS else ""
            text = "" if onward or not _is_plain(answer) else _decoded(await _body(answer), answer.charset_encoding)
            return Page(answer.status_code, str(url), text), answer.headers.get("etag", ""), onward


async def _body(answer: httpx.Response) -> bytes:
    """So much of a body as is read at most; what is packed although nobody asked for it is not unpacked."""
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) >= MOST_BYTES:
            break
    return bytes(body[:MOST_BYTES])


def _decoded(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "utf-8", "replace")
    except LookupError:  # a charset that nobody knows
        return content.decode("utf-8", "replace")


def _is_plain(answer: httpx.Response) -> bool:
    return answer.headers.get("content-encoding", "identity").lower() in {"", "identity"}

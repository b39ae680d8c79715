"""The fetcher: the one place from which a service reaches out."""

import asyncio
from collections.abc import Mapping
from importlib.metadata import version
from types import TracebackType
from typing import Final, Self

import httpx

from khabar.errors import Retryable
from khabar.fetching.connections import Connections, Lookup, system_lookup
from khabar.fetching.fetched import Fetched, Hop
from khabar.fetching.guard import Guard
from khabar.fetching.reading import headers_of, in_words, read
from khabar.fetching.redirects import check_way, onward
from khabar.fetching.request import Request
from khabar.fetching.settings import FetchSettings
from khabar.fetching.turns import Turns

_PATIENCE_SECONDS: Final = 60.0
_LONGEST_HOLD_SECONDS: Final = 3600.0
_TOO_MANY: Final = 429
_BUSY: Final = frozenset({_TOO_MANY, 503})
_ACCEPT: Final = "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.8, */*;q=0.5"


class Fetcher:
    """Fetches addresses: guarded, in turns for each host, within limits, and without cookies or proxies.

    Args:
        guard: where it may go.
        turns: how often and how widely a host is asked.
        contact: where the operators of a server find those who ask; sent with every request.
        lookup: finds the addresses of a name.
    """

    def __init__(self, guard: Guard, turns: Turns, *, contact: str = "", lookup: Lookup = system_lookup) -> None:
        about = f"; +{contact}" if contact else ""
        agent = f"Khabar/{version('khabar')} (newsroom pipeline{about})"
        self._headers = {"user-agent": agent, "accept": _ACCEPT, "accept-encoding": "gzip, deflate"}
        self._guard, self._connections = guard, Connections(guard, lookup)
        self._turns = turns

    @classmethod
    def set_up(cls, settings: FetchSettings) -> Self:
        """Make the fetcher that the service's settings describe.

        Raises:
            ConfigError: the networks in them cannot be read.
        """
        turns = Turns(gap_seconds=settings.fetch_gap_seconds, per_host=settings.fetch_per_host)
        return cls(Guard.read(settings.fetch_private), turns, contact=settings.fetch_contact)

    async def __aenter__(self) -> Self:
        """Begin; connections are made when they are needed."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self._connections.aclose()

    def check(self, url: str) -> None:
        """Say whether anything might be fetched from an address that a person named, by how it is written.

        Raises:
            Rejected: nothing ever will.
        """
        with in_words(url, 0):
            request = Request.get(url, {}, url)
            self._guard.check_url(request.url, request.named)

    async def get(
        self,
        url: str,
        *,
        max_bytes: int,
        seconds: float,
        headers: Mapping[str, str] | None = None,
        named: str | None = None,
    ) -> Fetched:
        """Fetch an address, through redirects, whatever its status but 429 and 503.

        Args:
            url: the address; a name and password in it are sent to its own host alone.
            max_bytes: most that the answer may hold, packed or not.
            seconds: longest time for all of it, redirects included; waiting for a turn does not count.
            headers: sent besides, with lower-case names.
            named: the address that a person named, from which this one came: its port may be used on its host.

        Raises:
            Retryable: it could not be reached or read in time, or the server asks to come back later.
            Rejected: it, or where it redirects to, may not be fetched, or the answer is too large.
        """
        with in_words(url, seconds):
            request = Request.get(url, {**self._headers, **headers} if headers else self._headers, named)
            return await self._follow(request, max_bytes, seconds)

    async def post(
        self,
        url: str,
        form: Mapping[str, str],
        *,
        max_bytes: int,
        seconds: float,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Send a form, as `get` fetches; only redirects that ask for the form again (307, 308) are followed.

        Raises:
            Retryable: as with `get`.
            Rejected: as with `get`.
        """
        with in_words(url, seconds):
            request = Request.post(url, {**self._headers, **(headers or {})}, form)
            return await self._follow(request, max_bytes, seconds)

    async def _follow(self, request: Request, max_bytes: int, seconds: float) -> Fetched:
        clock = asyncio.get_running_loop().time
        way = [Hop(0, str(request.url))]
        while True:
            async with self._turns.turn(request.url.host, _PATIENCE_SECONDS):
                began = clock()
                async with asyncio.timeout(seconds):
                    found = await self._exchange(request, max_bytes, way)
                seconds -= clock() - began
            if isinstance(found, Fetched):
                return self._answered(found)
            request = found

    async def _exchange(self, request: Request, max_bytes: int, way: list[Hop]) -> Fetched | Request:
        """Send one request, and return its answer, or where it leads: what a redirect says besides is not read."""
        async with self._connections.ask(request) as response:
            said = headers_of(response)
            further = onward(request, response.status, said.get("location", ""))
            if further is None:
                content = await read(response, said, max_bytes)
                return Fetched(response.status, said, way[-1].url, content, tuple(way[1:]))
        check_way(way, str(further.url))
        way.append(Hop(response.status, str(further.url)))
        return further

    def _answered(self, answer: Fetched) -> Fetched:
        if answer.status not in _BUSY:
            return answer
        rest = answer.retry_after
        if answer.status == _TOO_MANY and rest:
            self._turns.hold(httpx.URL(answer.url).host, min(rest, _LONGEST_HOLD_SECONDS))
        msg = f"the server answered {answer.status}: it is busy, or is asked too often"
        raise Retryable(msg, retry_after=rest)

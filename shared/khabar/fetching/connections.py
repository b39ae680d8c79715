"""Connections that go only where the guard lets them, to the very address that was checked."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, TypeAlias

import aiohttp
import httpx
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult

from khabar.fetching.guard import Guard
from khabar.fetching.request import Request

Lookup: TypeAlias = Callable[[str], Sequence[str]]
"""Finds the addresses of a name; raises OSError where there are none."""

_LOOKUPS_AT_ONCE: Final = 16
_REMEMBER_SECONDS: Final = 60
_HEADER_BYTES: Final = 32_768


def system_lookup(name: str) -> Sequence[str]:
    """Ask the system's resolver.

    Raises:
        OSError: the name is not known, or no name at all.
    """
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(str(error)) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Connections:
    """aiohttp's connections, of which none is made before the guard has seen where it goes.

    Neither proxies nor cookies are used.
    """

    def __init__(self, guard: Guard, lookup: Lookup = system_lookup) -> None:
        self._guard, self._lookup = guard, lookup
        self._tls = httpx.create_ssl_context()
        self._threads = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="lookup")
        self._session: aiohttp.ClientSession | None = None

    def ask(self, request: Request) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Send a request, if its address may be fetched, and have the answer until the block ends.

        Raises:
            Rejected: it may not.
        """
        self._guard.check_url(request.url, request.named)
        if self._session is None:
            self._session = self._open()  # not before there is a loop
        address = yarl.URL(str(request.url), encoded=True)  # as the guard saw it, to the letter
        return self._session.request(
            request.method, address, headers=request.headers, data=request.body, allow_redirects=False
        )

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _open(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,  # how many are open is for whoever takes turns to say
            resolver=_Resolver(self._guard, self._lookup, self._threads),
            socket_factory=self._socket,
            ssl=self._tls,
            ttl_dns_cache=_REMEMBER_SECONDS,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(),  # whoever asks knows how long it may take
            auto_decompress=False,
            max_field_size=_HEADER_BYTES,
            trust_env=False,
        )

    def _socket(self, target: tuple[Any, ...]) -> socket.socket:
        """Make the socket of a connection after a last look at where it goes: literal addresses are not looked up."""
        family, kind, protocol, _, (host, *_) = target
        self._guard.check_addresses(host, [host])
        return socket.socket(family, kind, protocol)


class _Resolver(AbstractResolver):
    """Looks names up in threads of its own, so that slow names hold up nothing else."""

    def __init__(self, guard: Guard, lookup: Lookup, threads: ThreadPoolExecutor) -> None:
        self._guard, self._lookup, self._threads = guard, lookup, threads

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - the connector asks for every family
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().run_in_executor(self._threads, self._lookup, host)
        self._guard.check_addresses(host, found)
        return [_result(host, each, port) for each in found]

    async def close(self) -> None:
        """Leave the threads to their owner."""


def _result(name: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=name, host=address, port=port, family=family, proto=0, flags=flags)

"""The connections that calls to targets go over: httpx's client on aiohttp's connections, at half the cost.

What a target's code sees is httpx alone: requests, answers and errors are its own. What may be repeated (RFC 9110,
9.2.2) is made again once where a connection that was kept turns out to have ended before any answer.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import aiohttp
import httpx
import yarl

_CONNECT_SECONDS: Final = 3.0
_OF_AIOHTTP: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""Headers that aiohttp adds where there are none: httpx has said what is to be said."""

_PART_BYTES: Final = 1 << 16


def client(
    *, seconds: float, most: int, headers: Mapping[str, str] | Mapping[bytes, bytes] | None = None
) -> httpx.AsyncClient:
    """A client for one target: it follows no redirects, knows no proxies and keeps no cookies.

    Args:
        seconds: how long a connection may be silent; `calls.call` limits the whole call.
        most: connections at the same time.
        headers: sent with every request.
    """
    transport = _Transport(seconds, most)
    return httpx.AsyncClient(transport=transport, headers=headers, follow_redirects=False, trust_env=False)


class _Transport(httpx.AsyncBaseTransport):
    """Sends httpx's requests over a pool of aiohttp's connections, which is opened by the first of them."""

    def __init__(self, seconds: float, most: int) -> None:
        self._tls = httpx.create_ssl_context(trust_env=False)
        self._timeout = aiohttp.ClientTimeout(sock_connect=min(seconds, _CONNECT_SECONDS), sock_read=seconds)
        self._most = most
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and have the head of its answer; the body is read from its stream."""
        session = self._session = self._session or self._opened()
        url, body = request.url, await request.aread()
        if url.userinfo:
            url = url.copy_with(userinfo=b"")  # httpx has put it into a header
        with _errors_of_httpx(request):
            answer = await session.request(
                request.method,
                yarl.URL(str(url), encoded=True),
                headers=request.headers.multi_items(),
                data=body or None,
                allow_redirects=False,
            )
        headers = [(name, value) for name, value in answer.raw_headers if name.lower() != b"set-cookie"]
        return httpx.Response(answer.status, headers=headers, stream=_Body(answer, request))

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._most, ssl=self._tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            auto_decompress=False,
            skip_auto_headers=_OF_AIOHTTP,
            trust_env=False,
        )


class _Body(httpx.AsyncByteStream):
    """What an answer still holds on its connection."""

    def __init__(self, answer: aiohttp.ClientResponse, request: httpx.Request) -> None:
        self._answer, self._request = answer, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _errors_of_httpx(self._request):
            async for part in self._answer.content.iter_chunked(_PART_BYTES):
                yield part

    async def aclose(self) -> None:
        """Give the connection back; one whose answer was not read to its end is closed."""
        self._answer.release() if self._answer.content.at_eof() else self._answer.close()


@contextmanager
def _errors_of_httpx(request: httpx.Request) -> Iterator[None]:
    """Have what fails below told as httpx tells it, whose kind says whether the request may have arrived."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout(str(error), request=request) from error
    except aiohttp.ClientConnectorError as error:
        raise httpx.ConnectError(str(error), request=request) from error
    except TimeoutError as error:
        raise httpx.ReadTimeout(str(error), request=request) from error
    except (aiohttp.InvalidURL, ValueError) as error:
        raise httpx.UnsupportedProtocol(str(error), request=request) from error
    except (aiohttp.ClientError, OSError) as error:
        msg = f"{type(error).__name__} {error}"
        raise httpx.ReadError(msg, request=request) from error

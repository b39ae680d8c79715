"""Reading an answer within its limits, and saying in words what went wrong on the way."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import httpx

from khabar.errors import Rejected, Retryable
from khabar_ingest.fetching.unpacking import too_large, unpacked


async def read(response: httpx.Response, max_bytes: int) -> bytes:
    """Read an answer's body and unpack it, giving up as soon as it is too large.

    Raises:
        Rejected: it is larger than ``max_bytes``, or packed in a way that was not asked for.
        Retryable: its packing breaks off or is damaged.
    """
    said = response.headers.get("content-length", "")
    if said.isascii() and said.isdecimal() and int(said[:19]) > max_bytes:
        raise too_large(max_bytes)
    parts, size = [], 0
    async for part in response.aiter_raw():
        parts.append(part)
        size += len(part)
        if size > max_bytes:
            raise too_large(max_bytes)
    return unpacked(b"".join(parts), max_bytes, response.headers.get("content-encoding", ""))


@contextmanager
def in_words(url: str, seconds: float) -> Iterator[None]:
    """Turn whatever a fetch can fail with into `Retryable` or `Rejected`, with the address but not its password.

    Raises:
        Retryable: it may succeed later.
        Rejected: it cannot.
    """
    shown = _shown(url)
    try:
        yield
    except Rejected as error:
        msg = f"{shown}: {error}"
        raise Rejected(msg) from error
    except Retryable as error:
        msg = f"{shown}: {error}"
        raise Retryable(msg, retry_after=error.retry_after) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, aiohttp.InvalidURL, UnicodeError) as error:
        msg = f"{shown}: is not a valid address ({error})"
        raise Rejected(msg) from error
    except TimeoutError as error:
        msg = f"{shown}: cannot be fetched (no whole answer within {seconds:g} seconds)"
        raise Retryable(msg) from error
    except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
        msg = f"{shown}: cannot be fetched ({str(error) or type(error).__name__})"
        raise Retryable(msg) from error


def _shown(url: str) -> str:
    """An address as it may stand in logs: short, and without a name and password."""
    scheme, mark, rest = url[:300].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}" if mark else url[:300]

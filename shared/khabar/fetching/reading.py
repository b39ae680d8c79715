"""Reading an answer within its limits, and saying in words what went wrong on the way."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import aiohttp
import httpx

from khabar.errors import Rejected, Retryable
from khabar.fetching.turns import Resting
from khabar.fetching.unpacking import too_large, unpacked


def headers_of(response: aiohttp.ClientResponse) -> dict[str, str]:
    """An answer's headers by their lower-case names; one that came several times is one list."""
    said: dict[str, str] = {}
    for raw_name, raw_value in response.raw_headers:
        name, value = raw_name.decode("latin-1").lower(), _text(raw_value)
        said[name] = f"{said[name]}, {value}" if name in said else value
    return said


async def read(response: aiohttp.ClientResponse, said: Mapping[str, str], max_bytes: int) -> bytes:
    """Read an answer's body and unpack it, giving up as soon as it is too large; ``said`` are its headers.

    Raises:
        Rejected: it is larger than ``max_bytes``, or packed in a way that was not asked for.
        Retryable: its packing breaks off or is damaged.
    """
    announced = said.get("content-length", "")
    if announced.isascii() and announced.isdecimal() and int(announced[:19]) > max_bytes:
        raise too_large(max_bytes)
    parts, size = [], 0
    async for part in response.content.iter_any():
        parts.append(part)
        size += len(part)
        if size > max_bytes:
            raise too_large(max_bytes)
    return unpacked(b"".join(parts), max_bytes, said.get("content-encoding", "")) if parts else b""


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
    except Resting:  # it names its host, and tells of no address
        raise
    except Rejected as error:
        msg = f"{shown}: {error}"
        raise Rejected(msg) from error
    except Retryable as error:
        msg = f"{shown}: {error}"
        raise Retryable(msg, retry_after=error.retry_after) from error
    except (httpx.InvalidURL, aiohttp.InvalidURL, UnicodeError) as error:
        msg = f"{shown}: is not a valid address ({error})"
        raise Rejected(msg) from error
    except TimeoutError as error:
        msg = f"{shown}: cannot be fetched (no whole answer within {seconds:g} seconds)"
        raise Retryable(msg) from error
    except (aiohttp.ClientError, OSError) as error:
        msg = f"{shown}: cannot be fetched ({next(iter(str(error).splitlines()), '') or type(error).__name__})"
        raise Retryable(msg) from error


def _shown(url: str) -> str:
    """An address as it may stand in logs: short, and without a name and password."""
    scheme, mark, rest = url[:300].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}" if mark else url[:300]


def _text(value: bytes) -> str:
    """A header's value: UTF-8 if it can be."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")

"""Trying to fetch a picture once, and what is to be done then."""

from datetime import timedelta
from typing import Final, NamedTuple

from khabar.errors import Rejected, Retryable
from khabar.fetching import Fetched, Fetcher, Resting
from khabar_site.pictures.making import Unreadable, make
from khabar_site.pictures.renditions import Rendition
from khabar_site.pictures.shelf import name_of

MOST_BYTES: Final = 15_000_000
_AFTER: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
_BEFORE_ANEW: Final = timedelta(minutes=10)
_OK: Final = 200
_GONE: Final = frozenset({404, 410})
_HEADERS: Final = {"accept": "image/jpeg, image/png, image/webp, image/avif, image/gif, image/*;q=0.5"}


class Made(NamedTuple):
    """A picture was fetched, and its files were made; the name tells what they were made of."""

    name: str
    files: list[Rendition]


class Failed(NamedTuple):
    """It was not: why, how often now, and when it is tried again, which is never where that is None."""

    error: str
    tries: int
    again: timedelta | None


async def content_of(fetcher: Fetcher, url: str, tries: int, seconds: float) -> bytes | Failed:
    """Fetch a picture's bytes, over encrypted connections alone; ``tries`` failed before."""
    try:
        found = await fetcher.get(url, max_bytes=MOST_BYTES, seconds=seconds, headers=_HEADERS)
    except Retryable as error:
        after = later if isinstance(error, Resting) else _failed
        return after(error, tries, error.retry_after)
    except Rejected as error:
        return never(error, tries)
    return _content(found, tries)


async def made_of(content: bytes, tries: int) -> Made | Failed:
    """Make a picture's files."""
    try:
        return Made(name_of(content), await make(content))
    except Unreadable as error:
        return never(error, tries) if error.final else _failed(error, tries)


def later(error: object, tries: int, seconds: float | None = None) -> Failed:
    """What failed was not the picture: it is tried again, and this does not count."""
    return Failed(str(error), tries, max(_BEFORE_ANEW, timedelta(seconds=seconds or 0)))


def never(error: object, tries: int) -> Failed:
    """It would fail again."""
    return Failed(str(error), tries + 1, None)


def _failed(error: object, tries: int, seconds: float | None = None) -> Failed:
    """It may succeed later; a server that asks for longer rest has it."""
    if tries >= len(_AFTER):
        return never(error, tries)
    return Failed(str(error), tries + 1, max(_AFTER[tries], timedelta(seconds=seconds or 0)))


def _content(found: Fetched, tries: int) -> bytes | Failed:
    if found.status in _GONE:
        return never(f"the server answered {found.status}", tries)
    if found.status != _OK:
        return _failed(f"the server answered {found.status}", tries)
    if not all(hop.url.startswith("https://") for hop in found.redirects):
        return never("it leads to an address that is not https", tries)
    return found.content

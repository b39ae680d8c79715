"""The picture above an article: fetched from its source and put into the library once.

It is known there by its slug, made of its address: so it is found again without being fetched, whatever became of the
process that uploaded it. A picture that cannot be had never holds an article up.
"""

import asyncio
from collections import OrderedDict
from hashlib import sha256
from secrets import token_hex
from typing import Final, NamedTuple
from weakref import WeakValueDictionary

import structlog

from khabar import Rejected, Retryable
from khabar.fetching import Fetcher
from khabar.models import Media as Told
from khabar_publish.formats.words import calm
from khabar_publish.targets.failures import Asked
from khabar_publish.targets.wordpress.client import Client, Query
from khabar_publish.targets.wordpress.said import PICTURES, Media, Problem
from khabar_publish.targets.wordpress.wanted import text

PREFIX: Final = "khabar-"
MOST_BYTES: Final = 10_000_000
_OK: Final = 200
_KEPT: Final = 4_096
_FIELDS: Final[Query] = {"_fields": "id,slug"}
_HEADERS: Final = {"accept": "image/jpeg, image/png, image/webp, image/gif"}
_KINDS: Final = (
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"GIF8", "gif", "image/gif"),
)
log = structlog.get_logger()


class Kind(NamedTuple):
    """What a picture is: how its file's name ends, and its media type."""

    suffix: str
    type: str


class Pictures:
    """The pictures of one blog.

    Args:
        fetcher: what fetches them.
        seconds: how long fetching one may take.
    """

    def __init__(self, target: str, client: Client, fetcher: Fetcher, seconds: float) -> None:
        self._target, self._client, self._fetcher, self._seconds = target, client, fetcher, seconds
        self._known: OrderedDict[str, int] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def number(self, told: Told, *, patient: bool = True) -> int | None:
        """The picture's number in the library; None where it cannot be had now.

        Args:
            told: the picture.
            patient: whether the article may wait until WordPress takes its picture; it never waits for the source.
        """
        slug = slug_of(told.url)
        async with self._turns.setdefault(slug, asyncio.Lock()):
            if slug in self._known:
                return self._known[slug]
            number = await self._looked_up(slug) or await self._put(slug, told, patient=patient)
            if number is None:
                return None
            self._known[slug] = number
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return number

    def forget(self, number: int) -> None:
        """Look for this one again: somebody deleted it."""
        for slug in [slug for slug, known in self._known.items() if known == number]:
            del self._known[slug]

    async def remove(self, number: int) -> None:
        """Delete a picture, if it was us who put it there."""
        picture = await self._client.find(Media, f"wp/v2/media/{number}", _FIELDS)
        if picture and picture.slug.startswith(PREFIX):
            self.forget(number)
            await self._client.delete(f"wp/v2/media/{number}", force=True)

    async def close(self) -> None:
        """Let go of the fetcher's connections."""
        async with self._fetcher:
            pass

    async def _looked_up(self, slug: str) -> int | None:
        """The picture that came first; one that came at the same time, or whose answer was lost, is deleted."""
        found = await self._client.list(PICTURES, "wp/v2/media", {"slug": f"{slug},{slug}-2", **_FIELDS})
        numbers = sorted(picture.id for picture in found)
        for late in numbers[1:]:
            await self._client.delete(f"wp/v2/media/{late}", force=True)
        return numbers[0] if numbers else None

    async def _put(self, slug: str, told: Told, *, patient: bool) -> int | None:
        try:
            content = await self._fetched(told.url)
            kind = kind_of(content)
        except (Retryable, Rejected) as error:
            self._leave_out(told, error)
            return None
        try:
            return await self._uploaded(slug, told, content, kind)
        except Rejected as error:
            self._leave_out(told, error)
        except Retryable as error:
            if patient or isinstance(error, Asked):
                raise
            self._leave_out(told, error)
        return None

    def _leave_out(self, told: Told, why: Exception) -> None:
        log.warning("wordpress.picture_left_out", target=self._target, url=told.url, reason=str(why))

    async def _uploaded(self, slug: str, told: Told, content: bytes, kind: Kind) -> int:
        fields = {
            "slug": slug,
            "title": slug,
            "alt_text": calm(told.alt or ""),
            "caption": text(" ".join(calm(each).strip() for each in (told.caption, told.credit) if each)),
        }
        # A file of its own: two uploads of one moment would share it, and go with it when the second is deleted.
        name = f"{slug}-{token_hex(4)}.{kind.suffix}"
        made = await self._client.upload(Media, "wp/v2/media", fields, (name, content, kind.type))
        if isinstance(made, Problem):
            msg = f"WordPress does not take the picture {told.url}: {made.code} {made.message}"
            raise Rejected(msg)
        return await self._looked_up(slug) or made.id  # another may have come at the same time, even of the same slug

    async def _fetched(self, url: str) -> bytes:
        found = await self._fetcher.get(url, max_bytes=MOST_BYTES, seconds=self._seconds, headers=_HEADERS)
        if found.status != _OK:
            msg = f"{url} answered {found.status}"
            raise Rejected(msg)
        return found.content


def slug_of(url: str) -> str:
    """The slug under which the picture of an address lies in the library."""
    return f"{PREFIX}{sha256(url.encode('utf-8', 'replace')).hexdigest()[:24]}"


def kind_of(content: bytes) -> Kind:
    """What a picture is, by its first bytes: what its server says of it is not asked.

    Raises:
        Rejected: it is none that WordPress takes.
    """
    for begins, suffix, type_ in _KINDS:
        if content.startswith(begins):
            return Kind(suffix, type_)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind("webp", "image/webp")
    msg = "it is no JPEG, PNG, GIF or WebP picture"
    raise Rejected(msg)

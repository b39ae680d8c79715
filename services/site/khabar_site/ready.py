"""A page as it goes out: its headers are put together once, and its body is kept plain and packed."""

import gzip
import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus

from starlette.types import Message, Receive, Scope, Send

from khabar_site import surrogates
from khabar_site.page import Page
from khabar_site.policies import Header, Policies

_WORTH_PACKING = 1024
_MAX_KEYS = 8_000
_EMPTY: Message = {"type": "http.response.body", "body": b""}


@dataclass(frozen=True, slots=True)
class _Form:
    """A page in one coding: what is sent of it, and what is sent to those who have it already."""

    etag: bytes
    start: Message
    body: Message
    same: Message


class Ready:
    """A page that can be sent to any number of readers."""

    def __init__(self, page: Page, policies: Policies) -> None:
        self.keys = page.keys
        self.until = page.until.timestamp() if page.until else math.inf
        self._modified = page.modified.replace(microsecond=0) if page.modified else None
        self.lasting = page.status == HTTPStatus.OK and not page.private
        """Whether it may be kept: a notice may lie at any number of addresses, and a draft is for one reader."""
        shared = _headers(page, policies)
        self._plain = _form(page, shared, page.etag, page.body)
        self._packed = self._plain
        if len(page.body) > _WORTH_PACKING and not page.private:
            packed = gzip.compress(page.body, 6, mtime=0)
            coded = [*shared, (b"content-encoding", b"gzip")]
            self._packed = _form(page, coded, f'{page.etag[:-1]}-gz"', packed)
        self.size = len(self._plain.body["body"]) + len(self._packed.body["body"]) + 2_000

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        form, known, since = self._plain, b"", b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding" and _unpacks(value):
                form = self._packed
            elif name == b"if-none-match":
                known = value
            elif name == b"if-modified-since":
                since = value
        if self.lasting and self._is_known(known, since):
            await send(form.same)
            await send(_EMPTY)
            return
        await send(form.start)
        await send(_EMPTY if scope["method"] == "HEAD" else form.body)

    def _is_known(self, known: bytes, since: bytes) -> bool:
        """RFC 9110: the tag decides where there is one, else the date."""
        if known:
            tags = {part.strip().removeprefix(b"W/") for part in known.split(b",")}
            return known.strip() == b"*" or bool(tags & {self._plain.etag, self._packed.etag})
        return self._modified is not None and bool(since) and self._not_after(since)

    def _not_after(self, since: bytes) -> bool:
        try:
            return self._modified is not None and self._modified <= parsedate_to_datetime(since.decode("latin-1"))
        except (OverflowError, TypeError, ValueError):  # no date, or one without a zone
            return False


def _headers(page: Page, policies: Policies) -> list[Header]:
    keys = _keys(page.keys)
    told = [("content-type", page.media_type), ("cache-control", _lasting(page, policies, known=bool(keys)))]
    told += [("vary", "Accept-Encoding"), ("surrogate-key", keys), ("x-robots-tag", _robots(page))]
    told += [("last-modified", _date(page.modified)), *page.more]
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in told if value]
    return [*encoded, *policies.headers(added=page.policy, private=page.private)]


def _lasting(page: Page, policies: Policies, *, known: bool) -> str:
    if page.private:
        return "no-store"
    if page.status != HTTPStatus.OK:
        return "no-cache"
    return policies.lasting(known=known, moving=page.until is not None)


def _date(moment: datetime | None) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True) if moment else ""


def _robots(page: Page) -> str:
    return page.robots or ("noindex" if page.private else "")


def _keys(keys: Collection[str]) -> str:
    """The keys as content networks read them; nothing where they are not known, or too many for a header."""
    told = " ".join(sorted(surrogates.written(key) for key in keys if key != surrogates.SITE))
    return f"{surrogates.SITE} {told}".strip() if keys and len(told) <= _MAX_KEYS else ""


def _form(page: Page, shared: list[Header], etag: str, body: bytes) -> _Form:
    tag = etag.encode()
    headers = [*shared, (b"etag", tag)] if page.status == HTTPStatus.OK and not page.private else shared
    whole = [*headers, (b"content-length", str(len(body)).encode())]
    same = [(name, value) for name, value in headers if name not in {b"content-type", b"content-encoding"}]
    return _Form(
        tag,
        {"type": "http.response.start", "status": page.status, "headers": whole},
        {"type": "http.response.body", "body": body},
        {"type": "http.response.start", "status": 304, "headers": same},
    )


@lru_cache(256)
def _unpacks(accepted: bytes) -> bool:
    """Whether a browser takes gzip, by what it says of it or of all codings (RFC 9110)."""
    weights: dict[str, float] = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        try:
            weights[name] = float(weight or 1)
        except ValueError:
            weights[name] = 0
    return weights.get("gzip", weights.get("*", 0)) > 0

"""The built-in site: pushes with a revision guard on the other side."""

from collections.abc import Mapping
from datetime import UTC
from http import HTTPStatus
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from khabar import ConfigError, Event
from khabar.config import TargetSettings
from khabar.digests import push_sha256
from khabar.linked import LINKED, LinkChange
from khabar.models import EnrichedRevision, Model, Removal, TagRuling
from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown
from khabar_publish.targets.address import http_address
from khabar_publish.targets.calls import call, shown, told
from khabar_publish.targets.connections import client
from khabar_publish.targets.failures import Regressed
from khabar_publish.targets.target import Answer, RemovalKind

_GONE = frozenset({HTTPStatus.GONE.value})
_CONFLICT = frozenset({HTTPStatus.CONFLICT.value})
_UNKNOWN = frozenset({HTTPStatus.NOT_FOUND.value})
_STALE = "stale"
_LIVE = "live"
_KINDS: Mapping[RemovalKind, str] = {"merge": "unpublish"}
"""What the site calls a removal otherwise: merged articles come back when they are told anew, and lead elsewhere."""

_REASON_CHARACTERS = 500
"""What the site takes of a removal's reason; one that is longer must not keep an article on the page."""


class _Said(BaseModel):
    """The site's answer."""

    state: str
    url: str | None = None
    article_id: str | None = None


class _Canary(BaseModel):
    """Where the site shows a mark."""

    url: str


class _Held(_Said):
    """What the site holds of an article."""

    revision: int
    push_sha256: str


class SiteTarget:
    """Delivers to a Khabar site by ``PUT`` and ``DELETE /api/articles/{id}``.

    Raises:
        ConfigError: there is no token for the site, or its address is none.
    """

    own = True
    blind = False

    def __init__(self, target: TargetSettings, settings: PublishSettings) -> None:
        if settings.site_token is None:
            msg = f"target {target.id}: no site token; set KHABAR_SITE_TOKEN or KHABAR_SITE_TOKEN_FILE"
            raise ConfigError(msg)
        self.id = target.id
        self._articles = f"{_site(target, settings)}/api/articles"
        self._tags = f"{_site(target, settings)}/api/tags"
        self._stories = f"{_site(target, settings)}/api/stories"
        self._canary = f"{_site(target, settings)}/api/canary"
        self._seconds = settings.target_timeout_seconds
        self._client = client(
            headers={b"authorization": f"Bearer {settings.site_token.get_secret_value()}".encode()},
            seconds=self._seconds,
            most=target.concurrency or settings.target_concurrency,
        )

    async def deliver(self, event: Event, revision: EnrichedRevision, held: Shown | None) -> Answer:  # noqa: ARG002 - the site knows by itself
        """Put the revision; the site says whether it is new, an update, unchanged, or older than what it holds.

        Raises:
            Regressed: it holds another content under the same revision.
        """
        request = self._client.build_request(
            "PUT",
            self._address(revision.id),
            content=event.data.to_json(),
            headers={"content-type": "application/json"},
        )
        response = await call(self._client, request, seconds=self._seconds, accept=_GONE | _CONFLICT)
        if response.status_code == HTTPStatus.CONFLICT:
            msg = (
                f"the site holds another content under revision {revision.revision}, it answered 409: {shown(response)}"
            )
            raise Regressed(msg)
        if response.status_code == HTTPStatus.GONE:
            return Answer("killed", shows=False)
        return _answer(response)

    async def remove(self, event: Event, removal: Removal, kind: RemovalKind, held: Shown | None) -> Answer:  # noqa: ARG002 - as above
        """Delete the article as of the removal's revision; what is gone already counts as removed."""
        query = {
            "revision": str(removal.revision),
            "kind": _KINDS.get(kind, kind),
            "reason": removal.reason[:_REASON_CHARACTERS],
            "at": event.time.astimezone(UTC).isoformat(timespec="seconds"),
        }
        if removal.into:
            query["into"] = removal.into
        request = self._client.build_request("DELETE", self._address(removal.id), params=query)
        response = await call(self._client, request, seconds=self._seconds, accept=_GONE)
        return Answer("killed") if response.status_code == HTTPStatus.GONE else _answer(response)

    async def rule(self, ruling: TagRuling) -> Answer:
        """Put what was decided about a tag; the site keeps the latest decision."""
        return await self._put(f"{self._tags}/{quote(ruling.id, safe='')}", ruling)

    async def link(self, event: Event, change: LinkChange) -> Answer:
        """Put what ties an article to others, or a story; the site keeps the greatest version."""
        kind = LINKED[event.name]
        if kind == "story":
            return await self._put(f"{self._stories}/{quote(change.id, safe='')}", change)
        return await self._put(f"{self._address(change.id)}/{kind}", change)

    async def look_up(self, event: Event, held: Shown | None) -> Answer | None:  # noqa: ARG002 - as above
        """Read back what the site holds of the article; what is told beside articles may as well be put once more."""
        if not isinstance(event.data, EnrichedRevision | Removal):
            return None
        request = self._client.build_request("GET", self._address(event.subject))
        response = await call(self._client, request, seconds=self._seconds, accept=_UNKNOWN)
        return None if response.status_code == HTTPStatus.NOT_FOUND else _looked_up(told(response, _Held), event)

    async def check(self) -> str:
        """Push an empty batch, which changes nothing and is refused without the right token."""
        request = self._client.build_request("POST", f"{self._articles}:batch", json={"articles": []})
        await call(self._client, request, seconds=self._seconds)
        return "it answers and takes our token"

    async def canary(self, mark: str) -> str:
        """Put the mark by the way of articles, on a page that nothing leads to."""
        request = self._client.build_request("PUT", self._canary, json={"mark": mark})
        return told(await call(self._client, request, seconds=self._seconds), _Canary).url

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _put(self, address: str, told: Model) -> Answer:
        headers = {"content-type": "application/json"}
        request = self._client.build_request("PUT", address, content=told.to_json(), headers=headers)
        return _answer(await call(self._client, request, seconds=self._seconds))

    def _address(self, article_id: str) -> str:
        return f"{self._articles}/{quote(article_id, safe='')}"


def _site(target: TargetSettings, settings: PublishSettings) -> str:
    address = (target.url or settings.site_url).rstrip("/")
    return http_address(target.id, address, "it in newsroom.toml, or KHABAR_SITE_URL")


def _answer(response: httpx.Response) -> Answer:
    said = told(response, _Said)
    return Answer(said.state, said.url, said.article_id, shows=said.state != _STALE)


def _looked_up(held: _Held, event: Event) -> Answer | None:
    """What a site that holds this would answer, had it taken the event; None when it has not."""
    if held.revision > event.revision:
        return Answer(_STALE, held.url, held.article_id, shows=False)
    if not isinstance(event.data, EnrichedRevision):
        gone = held.revision == event.revision and held.state != _LIVE
        return Answer(held.state, held.url, held.article_id) if gone else None
    same = held.state == _LIVE and held.push_sha256 == push_sha256(event.data)
    return Answer("unchanged", held.url, held.article_id) if same else None

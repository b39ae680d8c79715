"""A webhook: every revision, removal and change of links as one signed POST (https://www.standardwebhooks.com)."""

from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from khabar import Event
from khabar.config import TargetSettings
from khabar.events import REPLAY, event_id
from khabar.linked import LinkChange
from khabar.models import EnrichedRevision, Model, Removal
from khabar_publish.formats import make_format
from khabar_publish.formats.marks import web_address
from khabar_publish.formats.words import calm
from khabar_publish.rights import allowed
from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown
from khabar_publish.targets.address import http_address, listens
from khabar_publish.targets.calls import call, shown
from khabar_publish.targets.connections import client
from khabar_publish.targets.failures import Gone
from khabar_publish.targets.signing import Signer, signing_key, standard, superdesk, token
from khabar_publish.targets.target import Answer, RemovalKind
from khabar_publish.targets.webhook_settings import WebhookSettings, signed, webhook_settings

_GONE = frozenset({HTTPStatus.GONE.value})
_KEPT = frozenset({"stale", "killed"})
_STATES = frozenset({"accepted", "created", "updated", "unchanged", "removed", "absent"}) | _KEPT
_LONGEST = 2_000


class _Said(BaseModel):
    """What a receiver may answer, if it wants its words in the receipt; other words than known ones count for none."""

    state: str = "accepted"
    url: str | None = None
    remote_id: str | None = None


class WebhookTarget:
    """Posts what a format renders to ``url``, CloudEvents by default, signed with the secret in ``secret_file``.

    A repeated call has the same ``webhook-id``, by which a receiver knows what it already took; what somebody has sent
    once more has another. Any 2xx is a receipt.
    A removal is posted even where the format has no words for it: ``khabar-event`` tells what it is.

    Raises:
        ConfigError: there is no secret, or the address is none.
    """

    own = False
    blind = False

    def __init__(self, target: TargetSettings, settings: PublishSettings) -> None:
        self.id = target.id
        self._format = make_format(target.format or "cloudevents", settings)
        self._url = http_address(target.id, target.url, "its url in newsroom.toml")
        own = webhook_settings(target)
        self._signed = _signer(target, own, settings)
        self._seconds = settings.target_timeout_seconds
        self._client = client(
            headers=_headers(target, own, settings),
            seconds=self._seconds,
            most=target.concurrency or settings.target_concurrency,
        )

    async def deliver(self, event: Event, revision: EnrichedRevision, held: Shown | None) -> Answer:  # noqa: ARG002 - its type says it
        """Post what the revision's rights allow."""
        return await self._post(event, allowed(revision))

    async def remove(self, event: Event, removal: Removal, kind: RemovalKind, held: Shown | None) -> Answer:  # noqa: ARG002 - its type says it
        """Post the removal."""
        return await self._post(event, removal)

    async def link(self, event: Event, change: LinkChange) -> Answer:
        """Post the change."""
        return await self._post(event, change)

    async def look_up(self, event: Event, held: Shown | None) -> Answer | None:  # noqa: ARG002 - its type says it
        """Nothing can be asked of a webhook."""
        return None

    async def check(self) -> str:
        """See whether anything listens there; what it thinks of our signature is seen at the first delivery."""
        return await listens(self._url, self._seconds)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, event: Event, payload: Model) -> Answer:
        body = self._format.render(replace(event, data=payload))
        if body is None and not isinstance(payload, Removal):
            return Answer("untold", shows=False, why=f"the target's format has no words for {event.name}")
        said = _said(await self._call(event, body or b""))
        kept = said.state in _KEPT and (said.state, event.name) != ("killed", "article.killed")
        return Answer(said.state, said.url, said.remote_id, shows=not kept, sent=sha256(body or b"").hexdigest())

    async def _call(self, event: Event, body: bytes) -> httpx.Response:
        once = f"{self.id}/{event.extra[REPLAY]}" if event.resent else self.id
        id_ = event_id(event.id, event.revision, event.type, once)
        headers = {"content-type": self._format.content_type} | _about(event) | self._signed(id_, body)
        request = self._client.build_request("POST", self._url, content=body, headers=headers)
        response = await call(self._client, request, seconds=self._seconds, accept=_GONE)
        if response.status_code == HTTPStatus.GONE:
            msg = f"the receiver says that its address is gone for good (410): {shown(response)}"
            raise Gone(msg)
        return response


def _signer(target: TargetSettings, own: WebhookSettings, settings: PublishSettings) -> Signer:
    if signed(target, own) == "superdesk":
        return superdesk(token(target.id, own.files[0], settings.config))
    return standard([signing_key(target.id, name, settings.config) for name in own.files])


def _headers(target: TargetSettings, own: WebhookSettings, settings: PublishSettings) -> dict[str, str]:
    headers = {"user-agent": "khabar", "accept": "application/json"}
    if own.bearer_file:
        headers["authorization"] = f"Bearer {token(target.id, own.bearer_file, settings.config)}"
    return headers


def _about(event: Event) -> dict[str, str]:
    """What the body is about, for formats that do not tell."""
    return {
        "khabar-event": event.name,
        "khabar-revision": str(event.revision),
        "khabar-subject": quote(event.subject, safe=":", errors="replace"),
    }


def _said(response: httpx.Response) -> _Said:
    try:
        told = _Said.model_validate_json(response.content)
    except ValidationError:
        return _Said()
    return _Said(
        state=told.state if told.state in _STATES else "accepted",
        url=web_address(told.url) or None if len(told.url or "") <= _LONGEST else None,
        remote_id=calm(told.remote_id or "") or None if len(told.remote_id or "") <= _LONGEST else None,
    )

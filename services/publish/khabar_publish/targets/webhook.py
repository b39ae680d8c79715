"""A webhook: every revision, removal and change of links as one signed POST (https://www.standardwebhooks.com)."""

import hmac
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from time import time

import httpx
from pydantic import BaseModel, ValidationError

from khabar import Event
from khabar.config import TargetSettings
from khabar.events import event_id
from khabar.linked import LinkChange
from khabar.models import EnrichedRevision, Model, Removal
from khabar_publish.formats import make_format
from khabar_publish.rights import allowed
from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown
from khabar_publish.targets.address import http_address, listens
from khabar_publish.targets.calls import call, shown
from khabar_publish.targets.failures import Refused
from khabar_publish.targets.signing import signing_key
from khabar_publish.targets.target import Answer, RemovalKind

_GONE = frozenset({HTTPStatus.GONE.value})
_KEPT = frozenset({"stale", "killed"})


class _Said(BaseModel):
    """What a receiver may answer, if it wants its words in the receipt."""

    state: str = "accepted"
    url: str | None = None
    remote_id: str | None = None


class WebhookTarget:
    """Posts CloudEvents to ``url``, signed with the secret in ``secret_file``.

    A repeated call has the same ``webhook-id``, by which a receiver knows what it already took. Any 2xx is a receipt.

    Raises:
        ConfigError: there is no secret, or the address is none.
    """

    own = False
    blind = False

    def __init__(self, target: TargetSettings, settings: PublishSettings) -> None:
        self.id = target.id
        self._format = make_format(target.format or "cloudevents", settings)
        self._url = http_address(target.id, target.url, "its url in newsroom.toml")
        self._key = signing_key(target, settings.config)
        self._seconds = settings.target_timeout_seconds
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(self._seconds, connect=3.0),
            limits=httpx.Limits(max_connections=settings.target_concurrency),
            follow_redirects=False,
            trust_env=False,
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
        if body is None:
            return Answer("untold", shows=False, why=f"the target's format has no words for {event.name}")
        id_ = event_id(event.id, event.revision, event.type, self.id)
        headers = {"content-type": self._format.content_type, "user-agent": "khabar"} | self._signature(id_, body)
        request = self._client.build_request("POST", self._url, content=body, headers=headers)
        response = await call(self._client, request, seconds=self._seconds, accept=_GONE)
        if response.status_code == HTTPStatus.GONE:
            msg = f"the receiver says that its address is gone for good (410): {shown(response)}"
            raise Refused(msg)
        said = _said(response)
        return Answer(said.state, said.url, said.remote_id, shows=said.state not in _KEPT)

    def _signature(self, id_: str, body: bytes) -> dict[str, str]:
        stamp = str(int(time()))
        signed = hmac.new(self._key, f"{id_}.{stamp}.".encode() + body, sha256).digest()
        return {"webhook-id": id_, "webhook-timestamp": stamp, "webhook-signature": f"v1,{b64encode(signed).decode()}"}


def _said(response: httpx.Response) -> _Said:
    try:
        return _Said.model_validate_json(response.content)
    except ValidationError:
        return _Said()

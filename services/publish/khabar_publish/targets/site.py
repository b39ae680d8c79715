"""The built-in site: pushes with a revision guard on the other side."""

from http import HTTPStatus

import httpx

from khabar import ConfigError
from khabar.config import TargetSettings
from khabar.models import EnrichedRevision, Removal
from khabar_publish.formats.native import render
from khabar_publish.settings import PublishSettings
from khabar_publish.targets.calls import call
from khabar_publish.targets.target import Answer, RemovalKind

_GONE = frozenset({HTTPStatus.GONE.value})


class SiteTarget:
    """Delivers to a Khabar site by ``PUT`` and ``DELETE /api/articles/{id}``.

    Raises:
        ConfigError: there is no token for the site.
    """

    def __init__(self, target: TargetSettings, settings: PublishSettings) -> None:
        if settings.site_token is None:
            msg = f"target {target.id}: no site token; set KHABAR_SITE_TOKEN or KHABAR_SITE_TOKEN_FILE"
            raise ConfigError(msg)
        self.id = target.id
        self._articles = f"{(target.url or settings.site_url).rstrip('/')}/api/articles"
        self._client = httpx.AsyncClient(
            headers={"authorization": f"Bearer {settings.site_token.get_secret_value()}"},
            timeout=httpx.Timeout(settings.target_timeout_seconds, connect=3.0),
            limits=httpx.Limits(max_connections=settings.target_concurrency),
        )

    async def deliver(self, revision: EnrichedRevision) -> Answer:
        """Put the revision; the site says whether it is new, an update, unchanged, or older than what it holds."""
        response = await call(
            self._client,
            "PUT",
            f"{self._articles}/{revision.id}",
            content=render(revision),
            headers={"content-type": "application/json"},
            accept=_GONE,
        )
        return _answer(response)

    async def remove(self, removal: Removal, kind: RemovalKind) -> Answer:
        """Delete the article as of the removal's revision."""
        query = {"revision": str(removal.revision), "kind": kind, "reason": removal.reason}
        return _answer(await call(self._client, "DELETE", f"{self._articles}/{removal.id}", params=query, accept=_GONE))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _answer(response: httpx.Response) -> Answer:
    if response.status_code == HTTPStatus.GONE:
        return Answer("killed", shows=False)
    said = response.json()
    return Answer(said["state"], said.get("url"), said.get("article_id"), shows=said["state"] != "stale")

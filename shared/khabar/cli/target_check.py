"""Whether a target can be reached from here, without delivering anything to it."""

import asyncio
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from khabar.cli.settings import CommandSettings
from khabar.config import TargetSettings

_SECONDS = 5.0
_PORTS = {"http": 80, "https": 443}


async def check_one(target: TargetSettings, chosen: CommandSettings) -> dict[str, object]:
    """A row that says whether the site takes our token; of any other kind whether something listens at its address."""
    try:
        async with asyncio.timeout(_SECONDS):
            what = await (_site(target, chosen) if target.type == "site" else _listens(target))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return _row(target, str(error) or f"no answer within {_SECONDS:g} s", ok=False)
    return _row(target, what, ok=True)


def _row(target: TargetSettings, what: str, *, ok: bool) -> dict[str, object]:
    return {"id": target.id, "type": target.type, "ok": ok, "what": what}


async def _site(target: TargetSettings, chosen: CommandSettings) -> str:
    """Push an empty batch, which changes nothing and is refused without the right token."""
    base = (target.url or chosen.site_url).rstrip("/")
    token = chosen.site_token.get_secret_value() if chosen.site_token else ""
    headers = {b"authorization": f"Bearer {token}".encode()}
    async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
        answer = await client.post(f"{base}/api/articles:batch", json={"articles": []}, headers=headers)
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        msg = "it is there, and does not take our token: KHABAR_SITE_TOKEN differs from the site's"
        raise ValueError(msg)
    if not answer.is_success:
        msg = f"it answers {answer.status_code}: {answer.text[:200]}"
        raise ValueError(msg)
    return "it answers and takes our token"


async def _listens(target: TargetSettings) -> str:
    parts = urlsplit(target.url or "")
    if not parts.hostname:
        msg = "it has no url"
        raise ValueError(msg)
    port = parts.port or _PORTS.get(parts.scheme, _PORTS["https"])
    _, writer = await asyncio.open_connection(parts.hostname, port)
    writer.close()
    return f"{parts.hostname}:{port} takes connections; credentials are seen at the first delivery"

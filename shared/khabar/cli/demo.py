"""The sample newsroom: submitted on the first start, so that a newcomer sees a site with something true on it."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import httpx

from khabar import sample
from khabar.errors import Retryable

SOURCE = "sample"
WAIT_SECONDS = 60.0


async def show(ingest_url: str, site_url: str, secrets: Path, say: Callable[[str], None]) -> None:
    """Submit the sample and wait until the site shows all of it.

    Raises:
        Retryable: an article was refused, or did not reach the site in time, or a service did not answer.
    """
    tokens = {name: _token(name, secrets) for name in ("ingest", "site")}
    headers = {name: {"authorization": f"Bearer {token}"} for name, token in tokens.items()}
    try:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            wanted = await _submit(client, f"{ingest_url}/v1/articles", headers["ingest"])
            say(f"{len(wanted)} sample articles accepted")
            await _visible(client, site_url, headers["site"], wanted)
    except httpx.HTTPError as error:
        msg = f"the sample newsroom is not shown: {type(error).__name__} {error}".rstrip()
        raise Retryable(msg) from error


def _token(name: str, secrets: Path) -> str:
    """The token that the services use: the environment's, else the one in the data folder."""
    return os.environ.get(f"KHABAR_{name.upper()}_TOKEN") or (secrets / f"{name}_token").read_text("utf-8").strip()


async def _submit(client: httpx.AsyncClient, url: str, headers: dict[str, str]) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for article in sample.articles():
        answer = await client.post(url, params={"source": SOURCE}, json=article, headers=headers)
        if answer.status_code != httpx.codes.ACCEPTED:
            msg = f"the sample article {article['headline']!r} was refused: {answer.status_code} {answer.text[:300]}"
            raise Retryable(msg)
        said = answer.json()
        wanted[said["article_id"]] = said["revision"]
    return wanted


async def _visible(client: httpx.AsyncClient, site_url: str, headers: dict[str, str], wanted: dict[str, int]) -> None:
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS
    while wanted:
        for article_id, revision in list(wanted.items()):
            answer = await client.get(f"{site_url}/api/articles/{article_id}", headers=headers)
            if answer.is_success and answer.json()["revision"] >= revision:
                del wanted[article_id]
        if wanted and asyncio.get_running_loop().time() > deadline:
            msg = f"{len(wanted)} sample articles did not reach the site in {WAIT_SECONDS:.0f} s; see the lines above"
            raise Retryable(msg)
        if wanted:
            await asyncio.sleep(0.2)

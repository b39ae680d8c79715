"""A real site in a process of its own, and the articles that are pushed to it for measuring."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import httpx

from benchmarks._archive import revisions
from benchmarks._newsroom import SHARED, own
from benchmarks._synthetic import synthetic
from khabar import EnrichedRevision
from khabar.models import Revision

SECTIONS = ("news", "reports", "economy", "women", "culture", "sport")
_TAGS, _AUTHORS, _READ = 400, 60, 1_500
_START = datetime(2024, 1, 1, tzinfo=UTC)
_BATCH = 50
_SECONDS = 30


def articles() -> Iterator[EnrichedRevision]:
    """Articles for ever, two thousand a day: put together from the words of real ones, else from our own sentences."""
    made = synthetic(list(revisions(SHARED, _READ)), _START) if SHARED.exists() else own()
    chance = random.Random(11)
    for number, revision in enumerate(made):
        yield _enriched(revision, number, chance)


def _enriched(revision: Revision, number: int, chance: random.Random) -> EnrichedRevision:
    when = _START + timedelta(seconds=43 * number)
    tags = {int(chance.paretovariate(0.7)) % _TAGS for _ in range(6)}
    changes = {
        "published_at": when,
        "received_at": when,
        "authors": [f"كاتب {chance.randrange(_AUTHORS)}"],
        "lead": revision.body[0].text if revision.body else "",
        "content_sha": sha256(f"{number}".encode()).hexdigest(),
        "enrichment": {
            "for_revision": 1,
            "section": {"id": SECTIONS[number % len(SECTIONS)], "name": "قسم", "reason": "rule"},
            "tags": [
                {"id": f"place:t{tag}", "type": "place", "name": f"مكان {tag}", "salience": 0.5} for tag in sorted(tags)
            ],
        },
    }
    return EnrichedRevision.model_validate(revision.model_dump() | changes)


@contextmanager
def site(database: Path) -> Iterator[httpx.Client]:
    """Serve a site by one process, and ask it as publish and as readers do."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    settings = {"KHABAR_PORT": str(port), "KHABAR_SITE_URL": base, "KHABAR_SITE_TOKEN": "bench-token"}
    settings |= {"KHABAR_SITE_DATABASE": str(database), "KHABAR_LOG_LEVEL": "warning"}
    process = subprocess.Popen([sys.executable, "-m", "khabar_site"], env=os.environ | settings)
    try:
        with httpx.Client(base_url=base, headers={"authorization": "Bearer bench-token"}, timeout=60) as client:
            _wait(client)
            yield client
    finally:
        process.terminate()
        process.wait(_SECONDS)


@contextmanager
def bare(body: bytes) -> Iterator[str]:
    """Serve one answer by the same server without anything behind it: the limit of what Python's server can carry."""
    port = _free_port()
    code = (
        "import uvicorn\n"
        f"body = bytes.fromhex('{body.hex()}')\n"
        "head = [(b'content-type', b'text/html; charset=utf-8'), (b'content-length', str(len(body)).encode())]\n"
        "async def app(scope, receive, send):\n"
        "    await send({'type': 'http.response.start', 'status': 200, 'headers': head})\n"
        "    await send({'type': 'http.response.body', 'body': body})\n"
        f"uvicorn.run(app, port={port}, log_config=None, access_log=False, lifespan='off')\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    base = f"http://127.0.0.1:{port}/"
    try:
        with httpx.Client(base_url=base) as client:
            _wait(client)
        yield base
    finally:
        process.terminate()
        process.wait(_SECONDS)


def fill(client: httpx.Client, source: Iterator[EnrichedRevision], number: int) -> None:
    """Push so many articles in batches."""
    left = number
    while left > 0:
        batch = [next(source).model_dump(mode="json") for _ in range(min(_BATCH, left))]
        client.post("/api/articles:batch", json={"articles": batch}).raise_for_status()
        left -= len(batch)


def _wait(client: httpx.Client) -> None:
    until = time.monotonic() + _SECONDS
    while True:
        try:
            client.get("/livez")
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])

"""A newsroom under fire: processes and the server are killed at random, and nothing is lost or doubled."""

import asyncio
import os
import random
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.chaos import evidence
from tests.chaos.auditor import audit
from tests.chaos.conftest import Say
from tests.chaos.newsroom import TOKEN, Newsroom, running
from tests.chaos.reporters import Reporters
from tests.chaos.stories import Piece, plan
from tests.chaos.storm import Storm
from tests.chaos.verdict_table import table


class Scale(NamedTuple):
    """How hard a run is; times in seconds."""

    articles: int
    sending_seconds: float
    least_kills: int
    server_kills: int
    drain_seconds: float
    timeout_seconds: float


SMOKE = Scale(300, 16, 10, 1, 90, 300)
LONG = Scale(5_000, 240, 100, 10, 300, 1_800)
SCALE = LONG if os.environ.get("KHABAR_CHAOS") == "long" else SMOKE


@pytest.mark.chaos
@pytest.mark.server
@pytest.mark.timeout(SCALE.timeout_seconds)
async def test_killed_services_and_a_killed_server_lose_no_article_and_double_none(tmp_path: Path, say: Say) -> None:
    seed = os.environ.get("KHABAR_CHAOS_SEED") or secrets.token_hex(4)
    say(f"\nchaos seed {seed} (again: KHABAR_CHAOS_SEED={seed}), logs in {tmp_path}")
    chance, begun = random.Random(seed), time.monotonic()  # noqa: S311 - chance that can be had again, not secrets
    pieces = plan(SCALE.articles, chance)
    async with running(tmp_path / "newsroom") as newsroom:
        reporters = Reporters(newsroom.ingest_urls, TOKEN, SCALE.sending_seconds)
        started = time.monotonic()
        storm = await weather(newsroom, reporters, pieces, chance)
        settled = await settle(newsroom)
        facts = await evidence.gather(newsroom, (piece.headline for piece in pieces), reporters.acknowledged)
    verdict = audit(facts)
    seconds = {"start": started - begun, "drain": settled, "in all": time.monotonic() - begun}
    say(table(verdict, figures(seed, newsroom, reporters, seconds)))
    assert verdict.clean, verdict.findings
    assert verdict.articles == SCALE.articles
    assert (storm.kills >= SCALE.least_kills, newsroom.server.kills) == (True, SCALE.server_kills)
    assert newsroom.count("handler.bug") == 0, "a handler failed in a way it does not know; see the logs"


async def weather(newsroom: Newsroom, reporters: Reporters, pieces: list[Piece], chance: random.Random) -> Storm:
    """Send everything while the storm rages."""
    storm = Storm(
        newsroom,
        chance,
        lambda: len(reporters.acknowledged) / len(pieces),
        SCALE.least_kills,
        SCALE.server_kills,
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(reporters.send(pieces))
        group.create_task(storm.rage())
    return storm


async def settle(newsroom: Newsroom) -> float:
    """Wait until all run again and nothing waits, or too long; the auditor judges what is left."""
    begun = time.monotonic()
    await newsroom.ready()
    while time.monotonic() - begun < SCALE.drain_seconds:
        queues = await evidence.queues(newsroom.redis, newsroom.keys)
        if all(queue.empty for queue in queues.values()):
            break
        await asyncio.sleep(0.2)
    return time.monotonic() - begun


def figures(seed: str, newsroom: Newsroom, reporters: Reporters, seconds: Mapping[str, float]) -> dict[str, object]:
    """What else a reader of the table wants to know."""
    counted = ("entry.reclaimed", "event.delayed", "commit.waiting", "handler.bug")
    return {
        "seed": seed,
        "killed": ", ".join(f"{part.name} {part.kills}" for part in (newsroom.server, *newsroom.services)),
        "kills": f"{sum(part.kills for part in newsroom.services)} of services, {newsroom.server.kills} of the server",
        "answers": ", ".join(f"{count} {answer}" for answer, count in reporters.answers.items()),
        **{event: newsroom.count(event) for event in counted},
        "seconds": ", ".join(f"{name} {took:.1f}" for name, took in seconds.items()),
    }

"""``khabar bench``: how long from a submission to the page a reader can see."""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator
from typing import Annotated, Any

import httpx
import typer
from rich.progress import track

from khabar import sample, settings
from khabar.cli.private import pipeline
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json, print_table
from khabar.errors import ConfigError, Retryable
from khabar.events import short_id

VISIBLE_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.005
WARM_UP = 5
_COLUMNS = ("measure", "p50", "p95", "max")


def bench(
    articles: Annotated[int, typer.Option(min=2, help="How many articles, one after another")] = 100,
    running: Annotated[bool, typer.Option(help="Measure the pipeline that runs, not a private one")] = False,  # noqa: FBT002 - a command-line flag
    seed: Annotated[int, typer.Option(help="Seed of the generated articles")] = 1,
    json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Submit generated articles to an idle pipeline and time each until its page is visible (milliseconds)."""
    if running:
        figures = asyncio.run(_measure(settings.load(CommandSettings), articles, seed, quiet=json))
    else:
        with pipeline() as chosen:
            figures = asyncio.run(_measure(chosen, articles, seed, quiet=json))
    if json:
        print_json(figures)
    else:
        print_table(f"{articles} articles, idle, one at a time (ms)", _COLUMNS, figures["rows"])


async def _measure(chosen: CommandSettings, count: int, seed: int, *, quiet: bool) -> dict[str, Any]:
    if chosen.ingest_token is None:
        msg = "no ingest token; set KHABAR_INGEST_TOKEN_FILE, or run where `khabar up` runs"
        raise ConfigError(msg)
    headers = {"authorization": f"Bearer {chosen.ingest_token.get_secret_value()}"}
    async with httpx.AsyncClient(timeout=10, headers=headers, follow_redirects=True) as client:
        made = track(list(generated(count + WARM_UP, seed)), "measuring", disable=quiet)
        times = [await _one(client, chosen, article) for article in made][WARM_UP:]
    accepted, visible = ([pair[index] for pair in times] for index in (0, 1))
    rows = [_row("submit → 202", accepted), _row("submit → visible", visible)]
    return {"articles": count, "seed": seed, "warm_up": WARM_UP, "rows": rows}


async def _one(client: httpx.AsyncClient, chosen: CommandSettings, article: dict[str, Any]) -> tuple[float, float]:
    """Submit one article; seconds until it was accepted and until its page was there."""
    begun = time.perf_counter()
    answer = await client.post(f"{chosen.ingest_url}/v1/articles", params={"source": "bench"}, json=article)
    answer.raise_for_status()
    accepted = time.perf_counter() - begun
    page = f"{chosen.site_url}/a/{short_id(answer.json()['article_id'])}"
    while not (await client.get(page)).is_success:
        if time.perf_counter() - begun > VISIBLE_SECONDS:
            msg = f"{page} was not there {VISIBLE_SECONDS:.0f} s after the article was accepted; see `khabar status`"
            raise Retryable(msg)
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    return accepted, time.perf_counter() - begun


def generated(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Articles whose paragraphs are those of the sample in a new order: real words, new content each time."""
    chance = random.Random(seed)  # noqa: S311 - seeded chance, not a secret
    drawn = list(sample.articles())
    paragraphs = [block for article in drawn for block in article["body"] if block["type"] == "paragraph"]
    for number in range(count):
        body = chance.sample(paragraphs, 8)
        headline = f"{chance.choice(drawn)['headline']} ({seed}-{number})"
        yield {"source": {"guid": f"bench:{seed}:{number}"}, "language": "ar", "headline": headline, "body": body}


def _row(measure: str, seconds: list[float]) -> dict[str, object]:
    cuts = statistics.quantiles(seconds, n=20)
    shown = {"p50": cuts[9], "p95": cuts[18], "max": max(seconds)}
    return {"measure": measure} | {name: round(value * 1000, 1) for name, value in shown.items()}

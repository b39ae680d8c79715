"""Finding dead letters, and deciding on many of them one by one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import typer

from khabar import settings
from khabar.cli.letters import Filter
from khabar.cli.moments import behind, up_to
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json, print_table
from khabar.dead import Box, Desk, Letter, Refused
from khabar.server import connect
from khabar.wire import Wire

_OUTCOMES = ("id", "outcome", "detail")
Decide = Callable[[Desk, Letter], Awaitable[str]]
"""Decides on one letter and says what became of it."""

Found = TypeVar("Found")


def decide(  # noqa: PLR0913 - what is meant, what is done, how it is shown
    ids: Sequence[str] | None,
    wanted: Filter,
    times: tuple[str | None, str | None],
    one: Decide,
    *,
    every: bool,
    json: bool,
) -> None:
    """Decide on the letters that are named, or on those meant that still wait, and print what became of each.

    Raises:
        typer.BadParameter: nothing says which letters are meant, or two things do.
        typer.Exit: one or more were refused.
    """
    narrowed = wanted != Filter() or any(times)
    if bool(ids) + (narrowed or every) != 1:
        msg = "name ids, or say which letters (--stage, --target, …), or --all"
        raise typer.BadParameter(msg)

    async def work(box: Box, chosen: CommandSettings) -> list[dict[str, str]]:
        found = select(box, wanted, span(chosen, *times))
        named = ids or [letter.id async for letter in found if letter.decision is None]
        desk = Desk(box)
        return [await _outcome(desk, id_, await box.find(id_), one) for id_ in named]

    outcomes = run(work)
    if json:
        print_json({"letters": outcomes})
    else:
        print_table("Dead letters", _OUTCOMES, outcomes)
    if any(outcome["outcome"] in {"refused", "unknown"} for outcome in outcomes):
        raise typer.Exit(1)


async def _outcome(desk: Desk, id_: str, letter: Letter | None, one: Decide) -> dict[str, str]:
    if letter is None:
        return {"id": id_, "outcome": "unknown", "detail": unknown(id_)}
    try:
        return {"id": id_, "outcome": await one(desk, letter), "detail": ""}
    except Refused as error:
        return {"id": id_, "outcome": "refused", "detail": str(error)}


async def select(box: Box, wanted: Filter, span: tuple[str, str]) -> AsyncIterator[Letter]:
    """The letters meant between two ids, oldest first."""
    async for letter in box.letters(after=span[0], until=span[1]):
        if wanted.takes(letter):
            yield letter


def span(chosen: CommandSettings, since: str | None, until: str | None) -> tuple[str, str]:
    """The ids between which letters are meant."""
    zone, now = chosen.newsroom_config.newsroom.zone, datetime.now(UTC)
    return behind(since or "0", zone, now), up_to(until, zone, now) if until else "+"


def unknown(id_: str) -> str:
    """What to say about an id that no letter has."""
    return f"no dead letter {id_}; see `khabar dead list`; one that was trimmed is in the archive (`khabar replay`)"


def run(work: Callable[[Box, CommandSettings], Awaitable[Found]]) -> Found:
    """Do some work on the newsroom's dead letters."""

    async def inside() -> Found:
        chosen = settings.load(CommandSettings)
        redis = connect(chosen.redis_url, retries=0)
        try:
            return await work(Box(redis, chosen.keys, Wire(chosen.blob_store)), chosen)
        finally:
            await redis.aclose()

    return asyncio.run(inside())

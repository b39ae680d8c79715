"""``khabar audit``: is every accepted article where it should be, once, and as it was accepted?"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
import typer
from redis.asyncio import Redis

from khabar import settings
from khabar.archive import Archive
from khabar.audit import INVARIANTS, Ask, Facts, Sink, Tape, Verdict, gather, read_back
from khabar.audit import audit as judge
from khabar.cli.moments import moment
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json, print_table
from khabar.errors import KhabarError
from khabar.server import connect
from khabar.wire import Wire

_SITE = "site"
_COLUMNS = ("target", "published", "removed", "superseded", "skipped", "held", "dead", "under way")
_SHOWN = 10


class Unreadable(KhabarError):
    """A target cannot be asked what it holds."""


def audit(
    since: Annotated[
        str | None, typer.Option(help="Only articles first accepted since then: 2026-11-20, 7d, 90m")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Compare what was accepted with what every target holds; exit code 1 when anything is lost, doubled or altered.

    It may run at any time: what is still on its way is counted apart and is no fault.
    """
    chosen = settings.load(CommandSettings)
    zone = chosen.newsroom_config.newsroom.zone
    begin = moment(since, zone, datetime.now(UTC)) if since else None
    verdict = judge(asyncio.run(_facts(chosen, begin)))
    if json:
        print_json(asdict(verdict) | {"clean": verdict.clean, "lost": verdict.lost, "doubled": verdict.doubled})
    else:
        _print(verdict)
    if not verdict.clean:
        raise typer.Exit(1)


async def _facts(chosen: CommandSettings, since: datetime | None) -> Facts:
    """What the streams, the archive and the sites tell."""
    redis = connect(chosen.redis_url, retries=0)
    try:
        archive = chosen.archive if Archive(chosen.archive).epoch() else None
        if archive is None and since is None:
            await _whole(redis, chosen)
        tape = Tape(redis, chosen.keys, Wire(chosen.blob_store), archive)
        return replace(await gather(tape, _sites(chosen), since), settled=False)
    finally:
        await redis.aclose()


async def _whole(redis: Redis, chosen: CommandSettings) -> None:
    """See that the streams alone tell everything.

    Raises:
        Unreadable: something was trimmed, and there is no archive here that holds it.
    """
    key = chosen.keys.stream("articles")
    if not await redis.exists(key):
        return
    stream = await redis.xinfo_stream(key)
    if stream["length"] != stream.get("entries-added"):
        where = f"no archive is in {chosen.archive}"
        msg = f"{key} was trimmed, and {where}; set KHABAR_ARCHIVE, or look at less with --since"
        raise Unreadable(msg)


def _sites(chosen: CommandSettings) -> Ask:
    """Asks the built-in sites among the targets."""

    async def ask(articles: Collection[str]) -> Mapping[str, Sink]:
        targets = [target for target in chosen.newsroom_config.delivered_to if target.type == _SITE]
        return {target.id: await _held(target.id, target.url or chosen.site_url, articles) for target in targets}

    return ask


async def _held(target: str, url: str, articles: Collection[str]) -> Sink:
    try:
        return await read_back(url.rstrip("/"), articles)
    except (httpx.HTTPError, ValueError) as error:
        msg = f"target {target} at {url} does not say what it holds ({error}); is it running?"
        raise Unreadable(msg) from error


def _print(verdict: Verdict) -> None:
    rows: list[dict[str, Any]] = [
        {"target": target, **ends, "under way": verdict.under_way[target]} for target, ends in verdict.endings.items()
    ]
    print_table(f"{verdict.articles} articles, {verdict.accepted} revisions accepted", _COLUMNS, rows)
    found = [
        {"": name, "invariant": meaning, "findings": len(verdict.findings[name])}
        for name, meaning in INVARIANTS.items()
    ]
    print_table("Invariants", ("", "findings", "invariant"), found)
    for name, findings in verdict.findings.items():
        for finding in findings[:_SHOWN]:
            typer.echo(f"{name}: {finding}")
        if len(findings) > _SHOWN:
            typer.echo(f"{name}: and {len(findings) - _SHOWN} more; see --json")

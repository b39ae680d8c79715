"""``khabar resend``: what a target missed, or is not seen to show, is sent to it once more."""

import asyncio
import signal
from datetime import UTC, datetime
from typing import Annotated, Literal

import typer
from redis.asyncio import Redis
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from khabar import settings
from khabar.archive import Archive
from khabar.cli.holding import configured
from khabar.cli.moments import behind
from khabar.cli.name import me
from khabar.cli.replaying import INTERRUPTED
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json, print_table
from khabar.models import Command
from khabar.resend import Found, Sending, Status, Tapes, find, name_of_run
from khabar.server import connect
from khabar.wire import Wire

Wanted = Literal["failed", "missing", "skipped", "all"]
_COLUMNS = ("article", "revision", "status", "at", "reason")


def resend(  # noqa: PLR0913 - a command's options
    *,
    target: Annotated[str, typer.Option(help="The target's id in newsroom.toml")],
    since: Annotated[str, typer.Option(help="Only what was told since: 2h (ago), 2026-11-20T10:00, or 0")] = "0",
    status: Annotated[
        Wanted | None, typer.Option(help="Only articles whose last word from the target is this [default: failed]")
    ] = None,
    article: Annotated[list[str] | None, typer.Option(help="This article (may be repeated)")] = None,
    reason: Annotated[str, typer.Option(help="Why, for the record")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", default_factory=me, help="Who decides")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which articles")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,
) -> None:
    """Send the newest state of articles to one target once more; exit code 1 when one of them is nowhere any more."""
    chosen = settings.load(CommandSettings)
    configured(chosen, target)
    after = behind(since, chosen.newsroom_config.newsroom.zone, datetime.now(UTC))
    wanted = status or ("all" if article else "failed")
    command = Command(
        id=target,
        by=by,
        reason=reason,
        arguments={"since": since, "status": wanted, "articles": ", ".join(article or ())},
    )
    asyncio.run(_Resend(chosen, command, json=json).run(after, wanted, frozenset(article or ()), dry_run=dry_run))


class _Resend:
    """One run of the command."""

    def __init__(self, chosen: CommandSettings, command: Command, *, json: bool) -> None:
        self._chosen, self._command, self._target, self._json = chosen, command, command.id, json

    async def run(self, after: str, wanted: Wanted, articles: frozenset[str], *, dry_run: bool) -> None:
        async with connect(self._chosen.redis_url, retries=0) as redis:
            tapes = self._tapes(redis)
            statuses: tuple[Status, ...] = () if wanted == "all" else (wanted,)
            found = await find(tapes, self._target, after=after, statuses=statuses, articles=articles)
            run = "" if dry_run or not any(each.entry for each in found) else name_of_run()
            sent = await self._send(Sending(tapes, self._target, run), found) if run else 0
        self._print(found, run, sent, dry_run=dry_run)
        if run and sent < sum(bool(each.entry) for each in found):
            raise typer.Exit(INTERRUPTED)
        if not all(each.entry for each in found):
            raise typer.Exit(1)

    def _tapes(self, redis: Redis) -> Tapes:
        return Tapes(redis, self._chosen.keys, Archive(self._chosen.archive), Wire(self._chosen.blob_store))

    async def _send(self, sending: Sending, found: list[Found]) -> int:
        stopped, sent = asyncio.Event(), 0
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stopped.set)
        await sending.begin(self._command)
        console = Console(stderr=True)
        columns = (TextColumn("resend"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Bar(*columns, console=console, disable=self._json or not console.is_terminal) as bar:
            task = bar.add_task("resend", total=None)
            async for at in sending.go(found, stopped):
                sent = at.sent
                bar.update(task, completed=sent, total=at.total)
        return sent

    def _print(self, found: list[Found], run: str, sent: int, *, dry_run: bool) -> None:
        rows = [_row(each) for each in found]
        if self._json:
            print_json({"resend": run, "target": self._target, "found": len(found), "sent": sent, "articles": rows})
            return
        if dry_run or not all(each.entry for each in found):
            shown = rows if dry_run else [row for row in rows if row["status"] == "gone"]
            print_table(f"Articles for {self._target}", _COLUMNS, shown)
        typer.echo(f"{self._target}: {sent} of {len(found)} articles sent once more" + (f" ({run})" if run else ""))


def _row(found: Found) -> dict[str, object]:
    word = found.word
    at = datetime.fromtimestamp(word.at / 1000).astimezone().isoformat(timespec="seconds") if word else ""
    return {
        "article": found.article,
        "revision": found.told.revision if found.told else 0,
        "status": (word.status if word else "never") if found.entry else "gone",
        "at": at,
        "reason": (word.reason if word else "") if found.entry else "neither on the server nor in the archive",
    }

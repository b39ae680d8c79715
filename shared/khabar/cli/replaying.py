"""Running a replay on a terminal, or saying what one would change."""

import asyncio
import signal
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from urllib.parse import unquote

import httpx
import typer
from redis.exceptions import RedisError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from khabar.archive import Archive, Row
from khabar.cli.holding import Ask, asking
from khabar.cli.lines import plain
from khabar.cli.name import me
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json
from khabar.errors import KhabarError
from khabar.replay import Change, Plan, Replay, compare
from khabar.server import connect
from khabar.wire import Wire

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


@dataclass(frozen=True, slots=True)
class Replaying:
    """Replays from one archive; ``json`` prints for programs."""

    chosen: CommandSettings
    archive: Archive
    json: bool

    async def go(self, run: str, plan: Plan | None, *, rate: float, reason: str, check: bool = True) -> None:
        """Begin a replay, or without a plan go on with it, until its end or Ctrl-C.

        Without ``check`` the stage need not have run on this server yet.
        """
        stopped = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stopped.set)
        console = Console(stderr=True)
        columns = (TextColumn("replay"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        sent = total = 0
        async with connect(self.chosen.redis_url) as redis:
            replay = Replay(redis, self.chosen.keys, self.archive, run, rate=rate)
            if plan:
                if check:
                    await replay.check(plan.stage)
                await replay.begin(plan, by=me(), reason=reason)
            with Progress(*columns, console=console, disable=self.json or not console.is_terminal) as bar:
                task = bar.add_task("replay", total=None)
                try:
                    async for at in replay.go(stopped):
                        sent, total = at.sent, at.total
                        bar.update(task, completed=sent, total=total)
                except (RedisError, KhabarError):
                    if total:
                        _hint(run)
                    raise
        self._tell_end(run, sent, total)
        if sent < total:
            raise typer.Exit(INTERRUPTED)

    async def preview(self, plan: Plan) -> None:
        """Say which pages a replay would change, and why."""
        counts: Counter[str] = Counter()
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(httpx.AsyncClient(timeout=10, trust_env=False))
            redis = await stack.enter_async_context(connect(self.chosen.redis_url))
            ask = asking(self.chosen, plan.target, client, redis) if plan.target else None
            _, rows = await asyncio.to_thread(plan.rows, self.archive)
            for row in rows:
                change = await self._change(row, ask)
                counts[change.kind] += 1
                self._show(change)
        if not self.json:
            told = ", ".join(f"{count} {kind}" for kind, count in counts.most_common()) or "nothing to tell"
            typer.echo(f"{told}; nothing was changed")

    async def _change(self, row: Row, ask: Ask | None) -> Change:
        entry_id, fields = row
        try:
            event = Wire(self.chosen.blob_store).decode(fields)
        except KhabarError as error:
            return Change(entry_id, 0, "", "", f"refused ({error})")
        if ask is None:
            return Change(event.subject, event.revision, "", getattr(event.data, "headline", ""), "enriched anew")
        return compare(event, await ask(event))

    def _show(self, change: Change) -> None:
        if self.json:
            print_json(asdict(change))
        elif change.is_one:
            parts = (change.article, f"r{change.revision}", change.why, change.headline, unquote(change.page))
            typer.echo(plain("  ".join(filter(None, parts))))

    def _tell_end(self, run: str, sent: int, total: int) -> None:
        if self.json:
            print_json({"replay": run, "sent": sent, "total": total})
        else:
            typer.echo(f"replay {run}: {sent} of {total} events told again")
        if sent < total:
            _hint(run)


def _hint(run: str) -> None:
    typer.echo(f"go on with: khabar replay --resume {run}", err=True)

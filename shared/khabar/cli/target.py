"""``khabar target``: where revisions are pushed, how that goes, and a person's hand on the switch."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer
from redis.asyncio import Redis

from khabar import settings
from khabar.canaries import PERCENTILES
from khabar.cli.name import me
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json, print_table
from khabar.cli.target_check import check_one, installed
from khabar.cli.target_settle import Finding
from khabar.cli.target_settle import settle as settle_one
from khabar.cli.target_state import decide, states
from khabar.config import TargetSettings
from khabar.errors import ConfigError
from khabar.models import Command
from khabar.server import connect

_COLUMNS = ("id", "type", "state", "since", "waiting", "later", "failing", "reason")
_WIDE = ("id", "type", "enabled", "state", "since", "waiting", "in flight", "later", "failing", *PERCENTILES, "reason")
_CHECKS = ("id", "type", "ok", "what")
Found = TypeVar("Found")

Id = Annotated[str, typer.Argument(metavar="ID", help="A target's id in newsroom.toml")]
Reason = Annotated[str, typer.Option(help="Why, for those who come after")]
By = Annotated[str, typer.Option(metavar="NAME", default_factory=me, help="Who decides")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document")]
Wide = Annotated[bool, typer.Option("--wide", help="All figures, for a terminal of 130 columns")]

target = typer.Typer(help="Look at the places that revisions are pushed to; pause one, or let it go on.")


@target.command("list")
def list_(*, wide: Wide = False, json: Json = False) -> None:
    """Show every target: whether it is called (closed), and what waits for it."""

    async def look(redis: Redis, chosen: CommandSettings) -> list[dict[str, Any]]:
        room = chosen.newsroom_config
        return await states(redis, chosen.keys, room.delivered_to, room.newsroom.zone)

    rows = _run(look)
    if json:
        print_json({"targets": rows})
    else:
        print_table("Targets", _WIDE if wide else _COLUMNS, rows if wide else map(_narrow, rows))


def _narrow(row: dict[str, Any]) -> dict[str, Any]:
    """A row with what an operator looks for first: one that is disabled says so in place of being closed."""
    idle = not row["enabled"] and row["state"] == "closed"
    return row | {"state": "disabled" if idle else row["state"], "since": row["since"][:16].replace("T", " ")}


@target.command()
def check(
    id_: Annotated[str | None, typer.Argument(metavar="[ID]", help="Only this target")] = None, *, json: Json = False
) -> None:
    """See from here whether targets can be reached and take our credentials; exit code 1 when one does not."""
    chosen, how = settings.load(CommandSettings), installed()
    wanted = [_known(chosen, id_)] if id_ else chosen.newsroom_config.delivered_to

    async def all_of_them() -> list[dict[str, object]]:
        return list(await asyncio.gather(*(check_one(one, chosen, how) for one in wanted)))

    rows = asyncio.run(all_of_them())
    if json:
        print_json({"targets": rows})
    else:
        print_table("Targets", _CHECKS, rows)
    if not all(row["ok"] for row in rows):
        raise typer.Exit(1)


@target.command()
def pause(id_: Id, *, reason: Reason, by: By, json: Json = False) -> None:
    """Deliver nothing more to a target until it is resumed; what is to be delivered waits."""
    _decide("pause", id_, reason, by, json=json)


@target.command()
def resume(id_: Id, *, by: By, reason: Reason = "", json: Json = False) -> None:
    """End a pause, or try out at once a target that is down or that refused us."""
    _decide("resume", id_, reason, by, json=json)


@target.command()
def settle(  # noqa: PLR0913 - what was found, by whom and why
    id_: Id,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's id")],
    *,
    reason: Reason,
    by: By,
    sent: Annotated[str | None, typer.Option(metavar="REMOTE_ID", help="It is there, under this id or number")] = None,
    url: Annotated[str | None, typer.Option(help="Its address there, for the receipts")] = None,
    not_sent: Annotated[bool, typer.Option("--not-sent", help="It is not there")] = False,
    json: Json = False,
) -> None:
    """Say whether an article is at a target that cannot be asked, after a call of which nobody saw the end."""
    if bool(sent) == not_sent or (url and not_sent):
        msg = "say what you found there: either --sent REMOTE_ID, with its --url if it has one, or --not-sent"
        raise typer.BadParameter(msg)

    async def work(redis: Redis, chosen: CommandSettings) -> dict[str, Any]:
        known = _known(chosen, id_)
        return await settle_one(redis, chosen.keys, Finding(known.id, article, by, reason, sent, url))

    row = _run(work)
    if json:
        print_json(row)
    else:
        typer.echo(f"target {row['target']}: {row['article']} is {row['state']}; next: {row['next']}")


def _decide(verb: str, id_: str, reason: str, by: str, *, json: bool) -> None:
    async def work(redis: Redis, chosen: CommandSettings) -> dict[str, Any]:
        known = _known(chosen, id_)
        before, after = await decide(redis, chosen.keys, verb, Command(id=known.id, by=by, reason=reason))
        return {"id": known.id, "before": before, "state": after}

    row = _run(work)
    if json:
        print_json(row)
    else:
        typer.echo(f"target {row['id']}: {row['before']}, now {row['state']}")


def _known(chosen: CommandSettings, id_: str) -> TargetSettings:
    targets = {one.id: one for one in chosen.newsroom_config.delivered_to}
    if id_ not in targets:
        msg = f"no target {id_!r}; there are {', '.join(targets)}"
        raise ConfigError(msg)
    return targets[id_]


def _run(work: Callable[[Redis, CommandSettings], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        chosen = settings.load(CommandSettings)
        redis = connect(chosen.redis_url, retries=0)
        try:
            return await work(redis, chosen)
        finally:
            await redis.aclose()

    return asyncio.run(run())

"""``khabar source``: the places that articles come from, and a person's hand on them while everything runs."""

import asyncio
import tomllib
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError
from redis.asyncio import Redis

from khabar import settings
from khabar.cli.lines import plain
from khabar.cli.name import me
from khabar.cli.table import print_json
from khabar.config import SourceSettings, mistakes
from khabar.errors import ConfigError, Rejected
from khabar.server import connect
from khabar_ingest import opml
from khabar_ingest.app import rooms_on
from khabar_ingest.commands.checking import Answer
from khabar_ingest.commands.checking import check as look
from khabar_ingest.commands.listing import lines
from khabar_ingest.registry import Registry, states
from khabar_ingest.settings import IngestSettings
from khabar_ingest.sources import make, unread

Done = TypeVar("Done")

Id = Annotated[str, typer.Argument(metavar="ID", help="A source's id")]
By = Annotated[str, typer.Option(metavar="NAME", default_factory=me, help="Who decides")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document")]
Replace = Annotated[bool, typer.Option("--replace", help="Give a source that is there already these settings")]

source = typer.Typer(no_args_is_help=True, help="See, check and change the places that articles come from.")


@source.command("list")
def list_(*, json: Json = False) -> None:
    """Show every source: how it is doing, when it was polled and last spoke, and what is wrong."""

    async def work(redis: Redis, chosen: IngestSettings, registry: Registry) -> list[dict[str, Any]]:
        return await states(redis, chosen.keys, list(registry.listed.values()))

    rows = _run(work)
    if json:
        print_json({"sources": rows})
    else:
        typer.echo("\n".join(lines(rows)))


@source.command()
def check(place: Annotated[str, typer.Argument(metavar="URL|ID")], *, json: Json = False) -> None:
    """Show what would come in from an address or a source, touching nothing; exit code 1 when nothing would."""
    is_url = "://" in place
    wanted = SourceSettings(id="unnamed", type="feed", url=place) if is_url else _listed(place)
    answer = asyncio.run(look(wanted, settings.load(IngestSettings), datetime.now(UTC), search=is_url))
    if json:
        print_json(answer)
    else:
        typer.echo("\n".join(map(plain, _lines(answer))))
    raise typer.Exit(0 if answer["entries"] else 1)


@source.command()
def add(  # noqa: PLR0913 - one option each
    id_: Id,
    url: Annotated[str | None, typer.Argument(metavar="[URL]", help="Where it is, if it is on the web")] = None,
    *,
    by: By,
    type_: Annotated[str, typer.Option("--type", help="One of the installed types")] = "feed",
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any other setting, as in newsroom.toml")
    ] = None,
    replace: Replace = False,
) -> None:
    """Add a source at run time; every replica notices within seconds."""
    given = {"id": id_, "type": type_, "url": url} | dict(_setting(each) for each in set_ or ())
    try:
        wanted = SourceSettings.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise ConfigError(mistakes(f"source {id_}", error)) from error
    [told] = _add([wanted], by=by, replace=replace)
    typer.echo(told)


@source.command()
def remove(id_: Id, *, by: By) -> None:
    """Take a source away; what it brought stays."""
    _run(lambda _, __, registry: registry.remove(id_, by=by))
    typer.echo(f"source {id_}: removed")


@source.command()
def pause(id_: Id, *, by: By, reason: Annotated[str, typer.Option(help="Why, for those who come after")] = "") -> None:
    """Poll a source no more until it is resumed."""
    _run(lambda _, __, registry: registry.pause(id_, reason, by=by))
    typer.echo(f"source {id_}: paused")


@source.command()
def resume(id_: Id, *, by: By) -> None:
    """Poll a source again, at once."""
    _run(lambda _, __, registry: registry.resume(id_, by=by))
    typer.echo(f"source {id_}: polled again")


@source.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a list of feeds in OPML")],
    *,
    by: By,
    replace: Replace = False,
) -> None:
    """Add every feed of an OPML file; groups become sections."""
    try:
        found = opml.parse(file.read_bytes())
    except OSError as error:
        msg = f"{file}: cannot be read ({error.strerror})"
        raise Rejected(msg) from error
    for line in _add(found.feeds, by=by, replace=replace, some=True):
        typer.echo(line)
    for fault in found.faults:
        typer.echo(f"{fault.item}: {fault.reason}", err=True)


@source.command()
def export() -> None:
    """Print the feeds as OPML, those added at run time included."""

    async def work(_: Redis, chosen: IngestSettings, registry: Registry) -> bytes:
        found = [each.settings for each in registry.listed.values()]
        return opml.write(found, chosen.newsroom_config.newsroom.name)

    typer.echo(_run(work).decode(), nl=False)


def _add(wanted: Sequence[SourceSettings], *, by: str, replace: bool, some: bool = False) -> list[str]:
    """Add sources whose settings make sense; with ``some``, one that is there already is passed over.

    Raises:
        ConfigError: the settings of one are wrong; none is added.
        Rejected: one is there already.
    """

    async def work(redis: Redis, chosen: IngestSettings, registry: Registry) -> list[str]:
        rooms = rooms_on(redis, chosen)
        async with rooms.fetcher:
            for each in wanted:
                make(each, rooms)
                for name in unread(each):
                    typer.echo(f"source {each.id}: no source of type {each.type} reads {name!r}", err=True)
        known = dict(registry.listed)
        there = [each for each in wanted if each.id in known and not replace]
        if there and not some:
            msg = f"{_there(there[0])}; --replace gives it these settings"
            raise Rejected(msg)
        put = [each for each in wanted if replace or each.id not in known]
        await registry.put(*put, by=by)
        return [*map(_there, there), *(_done(each, changed=each.id in known) for each in put)]

    return _run(work)


def _there(wanted: SourceSettings) -> str:
    return f"source {wanted.id}: is there already"


def _done(wanted: SourceSettings, *, changed: bool) -> str:
    return f"source {wanted.id}: {'changed' if changed else 'added'}, {wanted.url or wanted.type}"


def _setting(said: str) -> tuple[str, Any]:
    """A setting as ``name=value``, the value as in TOML; bare words are text."""
    name, equals, value = said.partition("=")
    if not equals or not name.strip():
        msg = f"--set {said!r}: write NAME=VALUE"
        raise typer.BadParameter(msg)
    try:
        return name.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return name.strip(), value


def _listed(id_: str) -> SourceSettings:
    """A source that is listed.

    Raises:
        Rejected: there is none.
    """

    async def work(_: Redis, __: IngestSettings, registry: Registry) -> SourceSettings | None:
        return registry.get(id_)

    if (found := _run(work)) is None:
        msg = f"{id_}: is no source with an address; give one, or an http(s) address"
        raise Rejected(msg)
    return found


def _lines(answer: Answer) -> list[str]:
    shown = [f"{answer['url']} ({answer['found']}): {answer['entries']} articles"]
    shown += [f"  {each['published_at'] or 'no date':25}  {each['headline']}" for each in answer["first"]]
    shown += [f"  {each}" for each in answer["dropped"]]
    shown += [f"  refused: {each}" for each in answer["faults"]]
    if answer["teasers"]:
        shown.append(f"  teasers: {answer['teasers']}, whose pages are fetched for their text")
    return shown + [f"  mind: {each}" for each in answer["warnings"]]


def _run(work: Callable[[Redis, IngestSettings, Registry], Awaitable[Done]]) -> Done:
    async def run() -> Done:
        chosen = settings.load(IngestSettings)
        redis = connect(chosen.redis_url, retries=0)
        try:
            registry = Registry(redis, chosen.keys, chosen.newsroom_config.sources)
            await registry.load()
            return await work(redis, chosen, registry)
        finally:
            await redis.aclose()

    return asyncio.run(run())

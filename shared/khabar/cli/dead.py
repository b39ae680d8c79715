"""``khabar dead``: the events that could not be handled, and what becomes of them."""

from collections import deque
from typing import Annotated

import typer

from khabar.cli.deciding import decide, run, select, span, unknown
from khabar.cli.letters import Filter, lines, row, whole
from khabar.cli.lines import plain
from khabar.cli.name import me
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json, print_table
from khabar.dead import Answer, Box, Desk, Letter

_COLUMNS = ("id", "stage", "kind", "event", "article", "revision", "attempts", "state", "error")

Ids = Annotated[list[str] | None, typer.Argument(metavar="ID", help="Ids as `khabar dead list` shows them")]
Stage = Annotated[str | None, typer.Option(help="Only what died in this stage, such as enrich")]
Target = Annotated[str | None, typer.Option(help="Only what died on the way to this target")]
Kind = Annotated[str | None, typer.Option(help="rejected, exhausted, bug or crash")]
Article = Annotated[str | None, typer.Option(metavar="ID", help="Only what is about this article")]
Since = Annotated[str | None, typer.Option(metavar="T", help="Not before: 2026-11-20T10:00, 24h (ago), or an id")]
Until = Annotated[str | None, typer.Option(metavar="T", help="Not after; as --since")]
Error = Annotated[str, typer.Option("--error", metavar="TEXT", help="Only where the error has these words")]
ErrorOrReason = Annotated[
    str, typer.Option("--reason", "--error", metavar="TEXT", help="Only where the error has these words")
]
Every = Annotated[bool, typer.Option("--all", help="Every letter that waits")]
By = Annotated[str, typer.Option(metavar="NAME", default_factory=me, help="Who decides")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document")]

dead = typer.Typer(help="Look at events that could not be handled; give them back to their stage, or drop them.")


@dead.command("list")
def list_(  # noqa: PLR0913 - each narrows the list
    *,
    stage: Stage = None,
    target: Target = None,
    kind: Kind = None,
    article: Article = None,
    since: Since = None,
    until: Until = None,
    reason: ErrorOrReason = "",
    limit: Annotated[int, typer.Option(min=1, help="Show at most the newest so many")] = 100,
    json: Json = False,
) -> None:
    """Show the dead letters, oldest first; those that were retried or dropped are marked."""
    wanted = _filter(stage, target, kind, article, reason)

    async def collect(box: Box, chosen: CommandSettings) -> tuple[deque[dict[str, object]], int]:
        rows, found = deque[dict[str, object]](maxlen=limit), 0
        async for letter in select(box, wanted, span(chosen, since, until)):
            rows.append(row(letter))
            found += 1
        return rows, found

    rows, found = run(collect)
    if json:
        print_json({"letters": list(rows), "found": found})
        return
    print_table("Dead letters", _COLUMNS, rows)
    if found > limit:
        typer.echo(f"{found - limit} older ones are not shown; see --limit", err=True)


@dead.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A letter's id, or its event's")],
    json: Json = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Show all of one letter, with the event that died in it."""

    async def find(box: Box, _: CommandSettings) -> Letter | None:
        return await box.find(id_)

    letter = run(find)
    if letter is None:
        typer.echo(plain(unknown(id_)), err=True)
        raise typer.Exit(1)
    if json:
        print_json(whole(letter))
        return
    for line in lines(whole(letter)):
        typer.echo(line)


@dead.command()
def retry(  # noqa: PLR0913 - each narrows what is meant
    *,
    by: By,
    ids: Ids = None,
    stage: Stage = None,
    target: Target = None,
    kind: Kind = None,
    article: Article = None,
    since: Since = None,
    until: Until = None,
    reason: ErrorOrReason = "",
    every: Every = False,
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the record")] = "",
    force: Annotated[bool, typer.Option(help="Though a newer revision is known, or it would die again")] = False,
    json: Json = False,
) -> None:
    """Give events back to their stage, each once; exit code 1 when any was refused."""
    answer = Answer(by, note, force)

    async def one(desk: Desk, letter: Letter) -> str:
        await desk.retry(letter, answer)
        return "retried"

    wanted = _filter(stage, target, kind, article, reason)
    decide(ids, wanted, (since, until), one, every=every, json=json)


@dead.command()
def drop(  # noqa: PLR0913 - each narrows what is meant
    *,
    reason: Annotated[str, typer.Option(metavar="WHY", help="Why it is given up, for the record")],
    by: By,
    ids: Ids = None,
    stage: Stage = None,
    target: Target = None,
    kind: Kind = None,
    article: Article = None,
    since: Since = None,
    until: Until = None,
    error: Error = "",
    every: Every = False,
    json: Json = False,
) -> None:
    """Give events up for good, with the reason; exit code 1 when any was refused."""
    answer = Answer(by, reason)

    async def one(desk: Desk, letter: Letter) -> str:
        await desk.drop(letter, answer)
        return "dropped"

    wanted = _filter(stage, target, kind, article, error)
    decide(ids, wanted, (since, until), one, every=every, json=json)


def _filter(stage: str | None, target: str | None, kind: str | None, article: str | None, error: str) -> Filter:
    if stage and target:
        msg = "--target T is short for --stage publish-T; give one of them"
        raise typer.BadParameter(msg)
    return Filter(f"publish-{target}" if target else stage, kind, article, error)

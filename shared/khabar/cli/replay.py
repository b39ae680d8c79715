"""``khabar replay``: archived events once more through one stage, or what that would change."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Annotated

import typer

from khabar import settings
from khabar.archive import START, Archive
from khabar.cli import moments
from khabar.cli.holding import configured
from khabar.cli.replaying import Replaying
from khabar.cli.settings import CommandSettings
from khabar.errors import ConfigError
from khabar.replay import Plan, name_of_run

_RATE = re.compile(r"([0-9]{1,6}(?:\.[0-9]+)?)(?:/s)?")


def replay(  # noqa: PLR0913, PLR0917 - a command's options
    stage: Annotated[str, typer.Option(help="enrich or publish-<target>")] = "",
    target: Annotated[str, typer.Option(help="The same as --stage publish-<target>")] = "",
    since: Annotated[str, typer.Option(help="A time, a span such as 24h, an entry's id, or 0")] = "0",
    until: Annotated[str, typer.Option(help="A time, a span such as 1h, or an entry's id")] = "",
    article: Annotated[list[str] | None, typer.Option(help="Only this article (may be repeated)")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every revision, not only the newest")] = False,  # noqa: FBT002 - a command-line flag
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which pages would change, and why")] = False,  # noqa: FBT002 - a command-line flag
    rate: Annotated[str, typer.Option(help="Events a second at most, such as 20/s; 0: as the stage takes them")] = "0",
    resume: Annotated[str, typer.Option(metavar="RUN", help="Go on with a replay that was stopped")] = "",
    reason: Annotated[str, typer.Option(help="Why, for the record")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line")] = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Tell a stage archived events once more; what is new comes first, and nothing is posted a second time."""
    chosen = settings.load(CommandSettings)
    replaying = Replaying(chosen, Archive(chosen.archive), json=json)
    if resume:
        asyncio.run(replaying.go(resume, None, rate=_rate(rate), reason=reason))
        return
    named = _stage(chosen, stage, target)
    plan = _plan(replaying, Plan(named, articles=tuple(article or ()), every=every), since, until)
    if dry_run:
        asyncio.run(replaying.preview(plan))
    else:
        asyncio.run(replaying.go(name_of_run(), plan, rate=_rate(rate), reason=reason))


def _stage(chosen: CommandSettings, stage: str, target: str) -> str:
    if bool(stage) == bool(target):
        msg = "say what is to be told again: --stage enrich, or --target <id> for what a target was given"
        raise ConfigError(msg)
    named = stage or f"publish-{target}"
    if named.startswith("publish-"):
        configured(chosen, named.removeprefix("publish-"))
    return named


def _plan(replaying: Replaying, wanted: Plan, since: str, until: str) -> Plan:
    """The plan, bounded by what is archived when it is begun: what comes later reaches the stage by itself."""
    zone, now = replaying.chosen.newsroom_config.newsroom.zone, datetime.now(UTC)
    archive = replaying.archive
    newest = archive.last(wanted.stream)
    if newest == START:
        msg = f"the archive {archive.root} holds nothing of {wanted.stream}; is KHABAR_ARCHIVE control's folder?"
        raise ConfigError(msg)
    after = moments.behind(since, zone, now)
    last = moments.up_to(until, zone, now) if until else newest
    return Plan(wanted.stage, after, last, wanted.articles, wanted.every)


def _rate(text: str) -> float:
    found = _RATE.fullmatch(text)
    if not found:
        msg = f"--rate {text!r} is no number of events a second; write 20 or 20/s"
        raise ConfigError(msg)
    return float(found[1])

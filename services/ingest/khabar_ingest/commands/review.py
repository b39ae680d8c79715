"""`khabar review`: what waits for a time or a person."""

import json
from typing import Any
from urllib.parse import quote

import typer

from khabar.cli.lines import plain
from khabar_ingest.commands.calls import call
from khabar_ingest.commands.verbs import PERSON, By, Id, Json, Reason, decide

review = typer.Typer(no_args_is_help=True, help="See and release what is held.")


@review.command("list")
def list_held(*, as_json: Json = False) -> None:
    """List what waits, oldest first, without its text."""
    held = call("GET", "/v1/held")["held"]
    for row in held:
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else _line(row))
    if not (held or as_json):
        typer.echo("nothing waits")


@review.command()
def show(id_: Id, *, as_json: Json = False) -> None:
    """Show the text that waits."""
    revision = call("GET", f"/v1/held/{quote(id_, safe='')}")
    if as_json:
        typer.echo(json.dumps(revision, ensure_ascii=False))
        return
    texts = dict.fromkeys([revision["headline"], revision.get("lead", ""), *_body(revision)])  # a lead may be repeated
    typer.echo("\n\n".join(plain(text) for text in texts if text))


@review.command()
def release(id_: Id, reason: Reason = "reviewed", by: By = PERSON, *, as_json: Json = False) -> None:
    """Show it to the public."""
    decide("release", id_, {"reason": reason, "by": by}, as_json=as_json)


def _line(row: dict[str, Any]) -> str:
    until = f"  until {row['embargo_until']}" if row.get("embargo_until") else ""
    return f"{row['article_id']}  {row['revision']}  {row['source']}  since {row['since']}{until}  {row['reason']}"


def _body(revision: dict[str, Any]) -> list[str]:
    blocks = revision.get("body", [])
    return [block.get("text") or "\n".join(f"- {item}" for item in block.get("items", [])) for block in blocks]

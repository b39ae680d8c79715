"""`khabar kill|withdraw|unpublish|release|correct|merge`: what people decide about articles."""

import json
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from khabar.errors import Rejected
from khabar_ingest.commanding import Verb
from khabar_ingest.commands.calls import call
from khabar_ingest.parsers import plain

Id = Annotated[str, typer.Argument(metavar="ID", help="the article's id")]
Reason = Annotated[str, typer.Option("--reason", help="why, for the record and for the public where it is told")]
By = Annotated[str, typer.Option("--by", help="who decides")]
Json = Annotated[bool, typer.Option("--json", help="one JSON object")]
PERSON = "command line"


def kill(id_: Id, reason: Reason, by: By = PERSON, *, as_json: Json = False) -> None:
    """Take an article away for good, everywhere; its source cannot bring it back."""
    decide("kill", id_, {"reason": reason, "by": by}, as_json=as_json)


def withdraw(id_: Id, reason: Reason, by: By = PERSON, *, as_json: Json = False) -> None:
    """Hide an article's body behind a public notice."""
    decide("withdraw", id_, {"reason": reason, "by": by}, as_json=as_json)


def unpublish(id_: Id, reason: Reason, by: By = PERSON, *, as_json: Json = False) -> None:
    """Take an article from the public; `khabar release` brings it back."""
    decide("unpublish", id_, {"reason": reason, "by": by}, as_json=as_json)


def release(id_: Id, reason: Reason, by: By = PERSON, *, as_json: Json = False) -> None:
    """Show what is held, unpublished or withdrawn."""
    decide("release", id_, {"reason": reason, "by": by}, as_json=as_json)


def correct(  # noqa: PLR0913 - one option each
    id_: Id,
    reason: Reason,
    note: Annotated[str, typer.Option("--note", help="what was wrong and is now right, for the public")],
    by: By = PERSON,
    *,
    major: Annotated[bool, typer.Option("--major", help="a major correction, not a minor one")] = False,
    headline: Annotated[str | None, typer.Option("--headline", help="the right headline")] = None,
    lead: Annotated[str | None, typer.Option("--lead", help="the right lead")] = None,
    body: Annotated[
        Path | None, typer.Option("--body", help="file with the right body; empty lines part paragraphs")
    ] = None,
    as_json: Json = False,
) -> None:
    """Correct an article in place, with a public note."""
    words = {"headline": headline, "lead": lead, "body": _blocks(body) if body else None}
    given = {"reason": reason, "by": by, "note": note, "kind": "major" if major else "minor"}
    decide("correct", id_, given | {key: value for key, value in words.items() if value is not None}, as_json=as_json)


def merge(
    id_: Id,
    into: Annotated[str, typer.Option("--into", help="the article that its addresses then lead to")],
    reason: Reason,
    by: By = PERSON,
    *,
    as_json: Json = False,
) -> None:
    """Fold an article into another."""
    decide("merge", id_, {"reason": reason, "by": by, "into": into}, as_json=as_json)


def decide(verb: Verb, id_: str, order: dict[str, Any], *, as_json: bool) -> None:
    """Send a command and print what became of the article, and where it is or was to be seen."""
    answer = call("POST", f"/v1/articles/{quote(id_, safe='')}/{verb}", order)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    typer.echo(f"{answer['article_id']}  {answer['revision']}  {answer['outcome']}")
    for url in answer["urls"]:
        typer.echo(f"  {url}")
    if answer["targets"]:
        typer.echo(f"  targets that had it: {', '.join(answer['targets'])}")


def _blocks(file: Path) -> list[dict[str, Any]]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file}: cannot be read ({error}); give a text file in UTF-8"
        raise Rejected(msg) from error
    return [block.model_dump(mode="json", exclude_none=True) for block in plain.blocks(text)]

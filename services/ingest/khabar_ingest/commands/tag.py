"""`khabar tag`: what people decide about tags, and about the tags of an article."""

import json
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import typer

from khabar_ingest.commands.calls import call
from khabar_ingest.commands.verbs import PERSON, By, Id, Json

tag = typer.Typer(no_args_is_help=True, help="See and govern tags.")

TagId = Annotated[str, typer.Argument(metavar="TAG", help="the tag's id, such as loc:deir-ezzor")]
TagIds = Annotated[list[str], typer.Argument(metavar="TAG…", help="ids of tags")]
Key = Annotated[str, typer.Argument(metavar="NAME", help="the name's key, as `khabar tag review` prints it")]
Why = Annotated[str, typer.Option("--reason", help="why, for the record")]
_BY_HAND = "by hand"


@tag.command("list")
def list_tags(
    words: Annotated[str, typer.Argument(metavar="[WORDS]", help="only those whose id or name holds this")] = "",
    *,
    type_: Annotated[str, typer.Option("--type", help="person, organisation, place, topic or event")] = "",
    decided: Annotated[bool, typer.Option("--decided", help="only those that somebody decided about")] = False,
    as_json: Json = False,
) -> None:
    """List the tags of the table, and what was decided about them."""
    asked = urlencode({"q": words, "type": type_, "decided": int(decided)})
    for row in call("GET", f"/v1/tags?{asked}")["tags"]:
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else _line(row))


@tag.command()
def show(id_: TagId, *, as_json: Json = False) -> None:
    """Show one tag: who decided what about it, when and why."""
    _print(call("GET", f"/v1/tags/{quote(id_, safe='')}"), as_json=as_json)


@tag.command()
def merge(
    id_: TagId,
    into: Annotated[str, typer.Option("--into", help="the tag that its page then leads to")],
    reason: Why = _BY_HAND,
    by: By = PERSON,
    *,
    as_json: Json = False,
) -> None:
    """Fold a tag into another; its page leads there, and no article is rewritten."""
    _decide(id_, "merge", {"reason": reason, "by": by, "into": into}, as_json=as_json)


@tag.command()
def unmerge(id_: TagId, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Make a merged tag one of its own again."""
    _decide(id_, "unmerge", {"reason": reason, "by": by}, as_json=as_json)


@tag.command()
def rename(
    id_: TagId,
    name: Annotated[str, typer.Option("--name", help="what readers see from here on")],
    reason: Why = _BY_HAND,
    by: By = PERSON,
    *,
    as_json: Json = False,
) -> None:
    """Show a tag under another name; the text of articles stays as it is."""
    _decide(id_, "rename", {"reason": reason, "by": by, "name": name}, as_json=as_json)


@tag.command()
def block(id_: TagId, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Show a tag nowhere."""
    _decide(id_, "block", {"reason": reason, "by": by}, as_json=as_json)


@tag.command()
def unblock(id_: TagId, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Show a blocked tag again."""
    _decide(id_, "unblock", {"reason": reason, "by": by}, as_json=as_json)


@tag.command()
def review(*, limit: Annotated[int, typer.Option("--limit", min=1, max=5000)] = 50, as_json: Json = False) -> None:
    """List the names that no table knows, the most frequent first, with where they stand."""
    names = call("GET", f"/v1/tags:review?limit={limit}")["names"]
    for row in names:
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else _waiting(row))
    if not (names or as_json):
        typer.echo("no name waits")


@tag.command()
def accept(  # noqa: PLR0913 - one option each
    key: Key,
    *,
    id_: Annotated[str | None, typer.Option("--id", help="the tag's id; else made of its kind and name")] = None,
    name: Annotated[str | None, typer.Option("--name", help="what readers see; else the name as written")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="another kind than was guessed")] = None,
    reason: Why = "reviewed",
    by: By = PERSON,
    as_json: Json = False,
) -> None:
    """Make a tag of a name in review: articles that name it get it from here on."""
    given = {"key": key, "id": id_, "name": name, "type": type_, "reason": reason, "by": by}
    order = {field: value for field, value in given.items() if value is not None}
    _print(call("POST", "/v1/tags:review/accept", order), as_json=as_json)


@tag.command()
def reject(key: Key, reason: Why = "reviewed", by: By = PERSON, *, as_json: Json = False) -> None:
    """Want no tag for a name in review; it does not come back."""
    _print(call("POST", "/v1/tags:review/reject", {"key": key, "reason": reason, "by": by}), as_json=as_json)


@tag.command()
def add(id_: Id, tags: TagIds, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Put tags on an article; they stay on its later revisions."""
    _retag(id_, {"add": tags, "reason": reason, "by": by}, as_json=as_json)


@tag.command()
def remove(id_: Id, tags: TagIds, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Take tags from an article; they do not come back with its later revisions."""
    _retag(id_, {"remove": tags, "reason": reason, "by": by}, as_json=as_json)


@tag.command()
def unlock(id_: Id, tags: TagIds, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Let the rules decide again about tags that were put on an article or taken from it."""
    _retag(id_, {"unlock": tags, "reason": reason, "by": by}, as_json=as_json)


def _decide(id_: str, verb: str, order: dict[str, Any], *, as_json: bool) -> None:
    _print(call("POST", f"/v1/tags/{quote(id_, safe='')}/{verb}", order), as_json=as_json)


def _retag(id_: str, order: dict[str, Any], *, as_json: bool) -> None:
    _print(call("POST", f"/v1/articles/{quote(id_, safe='')}/tags", order), as_json=as_json)


def _print(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, value in told.items():
        typer.echo(f"{name}: {_words(value)}")


def _words(value: Any) -> str:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or "none"
    return str(value["id"]) if isinstance(value, dict) else str(value)


def _line(row: dict[str, Any]) -> str:
    leads = f"  leads to {row['leads_to']}" if row.get("leads_to") else ""
    return f"{row['id']}  {row['type']}  {row['state']}  {row['name']}{leads}"


def _waiting(row: dict[str, Any]) -> str:
    seen = [f"    … {found['text']} …  ({found['headline']})" for found in row["snippets"]]
    return "\n".join([f"{row['articles']}  {row['key']}", *seen])

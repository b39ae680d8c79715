"""`khabar related`: what people decide about the related links of an article."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final
from urllib.parse import quote

import httpx
import typer

from khabar.errors import Retryable
from khabar.settings import Settings, load
from khabar_ingest.commands.calls import call, told
from khabar_ingest.commands.verbs import PERSON, By, Id, Json
from khabar_ingest.links.order import LinkVerb

related = typer.Typer(no_args_is_help=True, help="See the related links of an article; pin, block or freeze them.")

Others = Annotated[list[str], typer.Argument(metavar="OTHER…", help="ids of other articles")]
Why = Annotated[str, typer.Option("--reason", help="why, for the record")]
_BY_HAND: Final = "by hand"
_SECONDS: Final = 10.0


@related.command()
def show(id_: Id, *, as_json: Json = False) -> None:
    """Show an article's links with score and reasons, as its page has them, and what editors decided about them."""
    decided = call("GET", f"/v1/articles/{quote(id_, safe='')}/links")
    shown = _on_the_site(id_)
    if as_json:
        typer.echo(json.dumps({"decided": decided, "shown": shown}, ensure_ascii=False))
        return
    for line in (*_lines(shown), *_decided(decided)):
        typer.echo(line)


@related.command()
def pin(id_: Id, others: Others, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Put articles first among the links, in this order; they stay through every later revision."""
    _order("pin", id_, others, reason, by, as_json=as_json)


@related.command()
def unpin(id_: Id, others: Others, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Let the ranking decide again about articles that were pinned."""
    _order("unpin", id_, others, reason, by, as_json=as_json)


@related.command()
def block(id_: Id, others: Others, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Never show articles among the links."""
    _order("block", id_, others, reason, by, as_json=as_json)


@related.command()
def unblock(id_: Id, others: Others, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Let articles that were blocked be shown again."""
    _order("unblock", id_, others, reason, by, as_json=as_json)


@related.command()
def freeze(id_: Id, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Keep the links as they are, but for what leaves the public."""
    _order("freeze", id_, [], reason, by, as_json=as_json)


@related.command()
def thaw(id_: Id, reason: Why = _BY_HAND, by: By = PERSON, *, as_json: Json = False) -> None:
    """Let the links change again."""
    _order("thaw", id_, [], reason, by, as_json=as_json)


def _order(verb: LinkVerb, id_: str, others: list[str], reason: str, by: str, *, as_json: bool) -> None:  # noqa: PLR0913 - what a command is given
    order = {"verb": verb, "others": others, "reason": reason, "by": by}
    answer = call("POST", f"/v1/articles/{quote(id_, safe='')}/links", order)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in _decided(answer):
        typer.echo(line)


def _on_the_site(id_: str) -> dict[str, Any] | None:
    """What the built-in site shows of an article; None where it has no page."""
    url = f"{load(Settings).site_url.rstrip('/')}/api/articles/{quote(id_, safe='')}/analysis"
    try:
        with httpx.Client(timeout=_SECONDS, trust_env=False) as client:
            answer = client.get(url)
            if answer.status_code == httpx.codes.NOT_FOUND:
                return None
            return told(answer.raise_for_status())
    except httpx.HTTPError as error:
        msg = f"{url} cannot be read ({error}); is the site running? else set KHABAR_SITE_URL"
        raise Retryable(msg) from error


def _lines(shown: Mapping[str, Any] | None) -> Iterator[str]:
    if shown is None:
        yield "the site has no page of this article"
        return
    if shown.get("duplicate_of"):
        yield f"a copy of {shown['duplicate_of']}, whose page stands for it"
    links = shown.get("related") or []
    for link in links:
        pinned = "  pinned" if link.get("pinned") else ""
        yield f"{link['article_id']}  {link['score']:.2f}{pinned}  {link.get('headline') or ''}".rstrip()
        yield from (f"    {reason}" for reason in link.get("reasons", ()))
    if not links:
        yield "no links"


def _decided(locks: Mapping[str, Any]) -> Iterator[str]:
    for word in ("pinned", "blocked", "unblocked", "unpinned"):
        if ids := locks.get(word):
            yield f"{word}: {', '.join(ids)}"
    if locks.get("frozen"):
        yield "frozen: yes"
    if locks.get("at"):
        yield f"decided: {locks['at']} by {locks['by']} ({locks['reason']})"
    else:
        yield "nothing is decided by hand"

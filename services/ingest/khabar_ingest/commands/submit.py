"""`khabar submit`: send files to the push API, and wait for their pages if asked to."""

import json
import time
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
import typer

from khabar.errors import KhabarError, Rejected, Retryable
from khabar.settings import Settings, load
from khabar_ingest.commands.calls import told

_WAIT_SECONDS: Final = 30.0
_STEP_SECONDS: Final = 0.05
_OK: Final = 200
_ACCEPTED: Final = 202
_SHOWN: Final = frozenset({"created", "updated", "corrected", "released", "duplicate", "stale"})
"""Outcomes after which the article has a page, or had one before."""


def submit(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="articles in any format Khabar knows")],
    *,
    source: Annotated[str, typer.Option("--source", help="the source they belong to")] = "api",
    wait: Annotated[bool, typer.Option("--wait", help="wait until the site shows them, 30 seconds at most")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Submit files and print id, revision, outcome and, after --wait, the page; exit code 1 if any was not taken."""
    settings = load(Settings)
    failed = False
    with httpx.Client(timeout=30, trust_env=False) as client:
        for file in files:
            try:
                for taken in _push(client, settings, file, source):
                    shown = taken | (_page(client, settings, taken) if wait and taken["outcome"] in _SHOWN else {})
                    failed |= taken["outcome"] == "rejected"
                    typer.echo(_line(file, shown, as_json=as_json))
            except KhabarError as error:
                failed = True
                typer.echo(f"{file}: {error}", err=True)
    raise typer.Exit(1 if failed else 0)


def _push(client: httpx.Client, settings: Settings, file: Path, source: str) -> list[dict[str, Any]]:
    """Send one file.

    Raises:
        KhabarError: it cannot be read, the API cannot be reached, or it refuses the file.
    """
    if settings.ingest_token is None:
        msg = "no ingest token; set KHABAR_INGEST_TOKEN_FILE to DATA/secrets/ingest_token"
        raise Rejected(msg)
    url = f"{settings.ingest_url.rstrip('/')}/v1/articles"
    headers = {"authorization": f"Bearer {settings.ingest_token.get_secret_value()}"}
    try:
        answer = client.post(url, params={"source": source}, content=file.read_bytes(), headers=headers)
    except OSError as error:
        msg = f"cannot be read ({error.strerror})"
        raise Rejected(msg) from error
    except httpx.HTTPError as error:
        msg = f"{url} cannot be reached ({error}); is `khabar up` running? else set KHABAR_INGEST_URL"
        raise Retryable(msg) from error
    body = told(answer)
    if answer.status_code != _ACCEPTED:
        msg = f"not taken ({answer.status_code}): {body.get('detail', answer.text[:200])}"
        raise Rejected(msg)
    return list(body.get("items", [body]))


def _page(client: httpx.Client, settings: Settings, taken: dict[str, Any]) -> dict[str, Any]:
    """Wait until the site has the revision, and say where.

    Raises:
        Retryable: it has not within the time.
    """
    url = f"{settings.site_url.rstrip('/')}/api/articles/{taken['article_id']}"
    token = settings.site_token
    headers = {"authorization": f"Bearer {token.get_secret_value()}"} if token else {}
    deadline = time.monotonic() + _WAIT_SECONDS
    seen = "the site did not answer"
    while time.monotonic() < deadline:
        try:
            answer = client.get(url, headers=headers)
            body = told(answer)
            if answer.status_code == _OK and int(body.get("revision", 0)) >= taken["revision"]:
                return {"url": body.get("url")}
            seen = f"the site answered {answer.status_code}"
        except httpx.HTTPError as error:
            seen = f"{url} cannot be reached ({error})"
        time.sleep(_STEP_SECONDS)
    id_ = taken["article_id"]
    msg = (
        f"article {id_} was taken but is not on the site after {_WAIT_SECONDS:.0f} s ({seen}); see: khabar trace {id_}"
    )
    raise Retryable(msg)


def _line(file: Path, shown: dict[str, Any], *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"file": str(file), **shown}, ensure_ascii=False)
    words = [
        shown.get("article_id", str(file)),
        shown.get("revision"),
        shown["outcome"],
        shown.get("url"),
        shown.get("reason"),
    ]
    return "  ".join(str(word) for word in words if word is not None)

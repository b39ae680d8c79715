"""Calls to the ingest API from the command line."""

from typing import Any, Final

import httpx

from khabar.errors import Rejected, Retryable
from khabar.settings import Settings, load

_TOO_SOON: Final = frozenset({429, 503})
_SECONDS: Final = 30.0


def call(method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ask the ingest API something and return what it answered.

    Raises:
        Rejected: there is no token, or the API refuses; the message is its own.
        Retryable: the API cannot be reached, or asks to come again.
    """
    settings = load(Settings)
    if settings.ingest_token is None:
        msg = "no ingest token; set KHABAR_INGEST_TOKEN_FILE to DATA/secrets/ingest_token"
        raise Rejected(msg)
    url = f"{settings.ingest_url.rstrip('/')}{path}"
    headers = {"authorization": f"Bearer {settings.ingest_token.get_secret_value()}"}
    try:
        with httpx.Client(timeout=_SECONDS, trust_env=False) as client:
            answer = client.request(method, url, json=body, headers=headers)
    except httpx.HTTPError as error:
        msg = f"{url} cannot be reached ({error}); is `khabar up` running? else set KHABAR_INGEST_URL"
        raise Retryable(msg) from error
    found = told(answer)
    if answer.is_success:
        return found
    msg = f"not done ({answer.status_code}): {found.get('detail', answer.text[:200])}"
    raise Retryable(msg) if answer.status_code in _TOO_SOON else Rejected(msg)


def told(answer: httpx.Response) -> dict[str, Any]:
    """The object that was answered, an empty one where none was."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

"""Calls to one blog's API: two connections, one account, and its refusals told apart by their codes."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Final, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from khabar import Rejected
from khabar_publish.targets.calls import call, failure, shown, told
from khabar_publish.targets.connections import client
from khabar_publish.targets.failures import Down, Refused
from khabar_publish.targets.wordpress.discovery import Api, discovered
from khabar_publish.targets.wordpress.said import Me, Problem
from khabar_publish.targets.wordpress.settings import Account

Query = Mapping[str, str | int]
Fields = Mapping[str, object]
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
_TELLING: Final = frozenset({400, 403, 404, 409, 410})
_STRANGER: Final = 401
NOT_TO_MAKE: Final = "rest_cannot_create"
_NOT_TO_READ: Final = "rest_forbidden_context"
_NOT_OURS: Final = frozenset({"rest_cannot_edit", _NOT_TO_READ})
_AWAY: Final = frozenset({404, 410})
_NO_TRASH: Final = frozenset({501})
_NEXT: Final = {
    "incorrect_password": "make a new application password in the profile of that user",
    "invalid_username": "there is no such user; mend user in newsroom.toml",
    "invalid_email": "there is no such user; mend user in newsroom.toml",
    "application_passwords_disabled": "application passwords are off there; a security plug-in may do that",
    "application_passwords_disabled_for_user": "application passwords are off for that user",
    "rest_cannot_publish": "its role may not publish; give it the role author",
}
"""What a person does about a refusal, by WordPress' code for it."""

_UNKNOWN: Final = (
    "the user or the application password is wrong, or the web server does not hand the Authorization header to PHP"
)


class Client:
    """Calls a blog.

    Args:
        account: where it is, and who we are there.
        seconds: how long one call may take.
        connections: calls at the same time.
    """

    def __init__(self, account: Account, *, seconds: float, connections: int) -> None:
        self._url = account.url
        self._seconds = seconds
        headers = {"user-agent": "khabar", "accept": "application/json", "authorization": _basic(account)}
        self._http = client(seconds=seconds, most=connections, headers=headers)
        self._api: Api | None = None
        self._finding = asyncio.Lock()

    async def api(self) -> Api:
        """Where the API is and what it knows, found out once."""
        async with self._finding:
            if self._api is None:
                self._api = await discovered(self._http, self._url, self._seconds)
            return self._api

    def forget(self) -> None:
        """Find out anew before the next call: what the API told is not so any more."""
        self._api = None

    async def get(self, kind: type[M], path: str, query: Query) -> M:
        """Read one thing."""
        return told(await self._ask("GET", path, query), kind)

    async def list(self, kind: TypeAdapter[T], path: str, query: Query) -> T:
        """Read several things."""
        response = await self._ask("GET", path, query)
        try:
            return kind.validate_json(response.content)
        except ValidationError:
            raise _strange(response) from None  # the cause repeats the whole answer

    async def find(self, kind: type[M], path: str, query: Query) -> M | None:
        """Read one thing; None where there is none."""
        response = await self._ask("GET", path, query, accept=_TELLING)
        if problem(response).code == _NOT_TO_READ:
            raise await self.refusal(problem(response), f"let us read {path}")
        return None if gone(response) else _read(response, kind)

    async def post(self, kind: type[M], path: str, fields: Fields, query: Query) -> M | Problem:
        """Make or change one thing; why not, where WordPress says so with a code of its own."""
        response = await self._ask("POST", path, query, fields=fields, accept=_TELLING)
        return _read_or_problem(response, kind)

    async def upload(self, kind: type[M], path: str, fields: Query, file: tuple[str, bytes, str]) -> M | Problem:
        """Put a file (name, content, media type) into the library."""
        api = await self.api()
        texts = {name: str(value) for name, value in fields.items()}
        request = self._http.build_request("POST", api.at(path, {}), data=texts, files={"file": file})
        response = await call(self._http, request, seconds=self._seconds, accept=_TELLING | {_STRANGER})
        return _read_or_problem(response, kind)

    async def delete(self, path: str, *, force: bool) -> None:
        """Take one thing away, for good where there is no trash; one that is away already is as good."""
        query = {"force": "true"} if force else {}
        response = await self._ask("DELETE", path, query, accept=_AWAY if force else _AWAY | _NO_TRASH)
        if response.status_code in _NO_TRASH:
            await self.delete(path, force=True)

    async def refusal(self, said: Problem, what: str) -> Rejected | Refused:
        """What it means that WordPress does not do ``what``: is it this post alone, or may our account do nothing?"""
        words = f"WordPress does not {what}: {said.code} {said.message}"
        if said.code == NOT_TO_MAKE:
            return Refused(f"{words} (its role may not write; give it the role author)")
        if said.code not in _NOT_OURS:
            return Rejected(words)
        me = await self.get(Me, "wp/v2/users/me", {"context": "edit", "_fields": "name,roles,capabilities"})
        if me.capabilities.get("edit_published_posts"):
            return Rejected(f"{words} (it belongs to another user of the blog: give it to ours)")
        return Refused(f"{words} (its role may not change what is published; give it the role author)")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _ask(
        self,
        method: str,
        path: str,
        query: Query,
        *,
        fields: Fields | None = None,
        accept: frozenset[int] = frozenset(),
    ) -> httpx.Response:
        api = await self.api()
        request = self._http.build_request(method, api.at(path, query), json=fields)
        response = await call(self._http, request, seconds=self._seconds, accept=accept | _TELLING | {_STRANGER})
        if response.is_success or response.status_code in accept:
            return response
        raise refusal(response)


def _basic(account: Account) -> str:
    return "Basic " + b64encode(f"{account.user}:{account.password.get_secret_value()}".encode()).decode()


def problem(response: httpx.Response) -> Problem:
    """What an answer says of why it is none."""
    with suppress(ValidationError):
        return Problem.model_validate_json(response.content)
    return Problem()


def gone(response: httpx.Response) -> bool:
    """Whether an answer says that there is no such post; that there is no such route says another thing."""
    return response.status_code == HTTPStatus.GONE or problem(response).code == "rest_post_invalid_id"


def refusal(response: httpx.Response) -> Exception:
    """What an answer that is no success means, with what is to be done about it."""
    next_ = _NEXT.get(problem(response).code, _UNKNOWN if response.status_code == _STRANGER else "")
    request = response.request
    what = f"{request.method} {request.url.copy_with(query=None)} answered {response.status_code}"
    return failure(response, f"{what}: {shown(response)}{f' ({next_})' if next_ else ''}")


def _read(response: httpx.Response, kind: type[M]) -> M:
    if not response.is_success:
        raise refusal(response)
    return told(response, kind)


def _read_or_problem(response: httpx.Response, kind: type[M]) -> M | Problem:
    if response.is_success:
        return told(response, kind)
    said = problem(response)
    if not said.code or (response.status_code == HTTPStatus.FORBIDDEN and said.code not in _NOT_OURS | {NOT_TO_MAKE}):
        raise refusal(response)
    return said


def _strange(response: httpx.Response) -> Down:
    msg = f"{response.url.host} answered {response.status_code}, not as WordPress does: {shown(response)}"
    return Down(msg, answered=True)

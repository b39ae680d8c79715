"""The Bot API (https://core.telegram.org/bots/api) as one bot uses it, and what its refusals mean.

A call is ``POST /bot<token>/<method>`` with a JSON object; the answer is ``{"ok": true, "result": …}``, or ``ok`` false
with ``error_code``, ``description`` and at times ``parameters.retry_after``.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import httpx
from pydantic import BaseModel, ValidationError

from khabar import KhabarError, Rejected
from khabar_publish.targets.calls import HIDDEN, LONGEST_WAIT_SECONDS, call, failure, hushed, shown
from khabar_publish.targets.failures import Asked, Down, Refused, Unknown

_TELLING: Final = frozenset({400, 401, 403, 404, 409, 413, 429})
"""Statuses under which the answer says more than its status."""

_DOUBTFUL: Final = frozenset({*range(500, 600)} - {503})
"""Statuses of which nobody can say that nothing was done; 503 says it."""

_NO_TOKEN: Final = frozenset({401, 404})
_NO_CHANNEL: Final = (
    "chat not found",
    "chat_admin_required",
    "chat_write_forbidden",
    "have no rights to send",
    "need administrator rights",
    "not enough rights",
    "bot is not a member",
    "bot was kicked",
    "channel_private",
)
_TAKE_A_TOKEN: Final = "the token is none that Telegram knows; take the bot's token from @BotFather into token_file"  # noqa: S105 - words
_BE_ADMINISTRATOR: Final = (
    "see that the channel is right, and make the bot one of its administrators with the rights to post, edit and delete"
)


class Objected(Rejected):
    """The Bot API understood a call and does not do it.

    Args:
        reason: what was called and what it said.
        words: what it said.
    """

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(reason)
        self._words = words.casefold()

    def says(self, *wanted: str) -> bool:
        """Whether one of these stands in what it said."""
        return any(words.casefold() in self._words for words in wanted)


class _Parameters(BaseModel):
    retry_after: float | None = None


class _Said(BaseModel):
    """An answer; the description of an error has no fixed words, but they have been the same for years."""

    ok: bool
    result: Any = None
    description: str = ""
    parameters: _Parameters = _Parameters()


class _Door(httpx.AsyncHTTPTransport):
    """Puts the token into the address on its way out, so that no request, error or log line ever holds it."""

    def __init__(self, token: str) -> None:
        super().__init__(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        self._token = token

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the same address with the token in it."""
        before, _, method = request.url.raw_path.rpartition(b"/bot/")
        url = request.url.copy_with(raw_path=b"%s/bot%s/%s" % (before, self._token.encode(), method))
        away = httpx.Request(
            request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
        )
        return await super().handle_async_request(away)


class Bot:
    """Calls methods of the Bot API for one bot.

    Each call has a connection of its own: of one that idled, the other side may hang up just as it is used, and then
    nobody can tell whether the call arrived.

    Args:
        api: the address of the Bot API's server.
        token: the bot's token, which stands in addresses and so must be kept out of whatever shows these.
        seconds: how long one call may take.
    """

    def __init__(self, api: str, token: str, seconds: float) -> None:
        self._api = f"{api.rstrip('/')}/bot/"
        self._seconds = seconds
        self._extensions = {HIDDEN: token.partition(":")[2]}  # what is secret of it, also where the colon is escaped
        self._seen_well = False
        self._client = httpx.AsyncClient(
            transport=_Door(token), timeout=httpx.Timeout(seconds, connect=min(3.0, seconds / 2)), trust_env=False
        )

    async def ask(self, method: str, fields: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - what the method answers
        """Call a method that may be called as often as one likes, and return its result.

        Raises:
            Objected: it understood and does not do it.
            Down: it did not answer, or not as the Bot API does.
            Asked: it asks for a pause.
            Refused: it does not take our token, or the bot may do nothing in the channel.
        """
        response = await self._post(method, fields or {}, self._seconds, _TELLING)
        said = _said(response)
        if said is None:
            raise _foreign(response, method)
        return _result(said, response, method)

    async def send(self, method: str, fields: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
        """Call a method that makes something new each time it is called, and return its result.

        Whether the server is well is asked before the first one, and again after any that failed: so an outage leaves
        few calls behind of which nobody knows the end.

        Raises:
            Unknown: nobody can tell whether it took effect.
            KhabarError: as for `ask`; then it did not.
        """
        if not self._seen_well:
            await self._is_well()
        try:
            result = await self._send(method, fields)
        except (Down, Unknown):
            self._seen_well = False
            raise
        self._seen_well = True
        return result

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _is_well(self) -> None:
        response = await self._post("getMe", {}, self._seconds / 2, _TELLING)
        said = _said(response)
        if said is None:
            raise _foreign(response, "getMe")
        _result(said, response, "getMe")

    async def _send(self, method: str, fields: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
        try:
            response = await self._post(method, fields, self._seconds, _TELLING | _DOUBTFUL)
        except Down as error:
            if error.answered or not error.sent:
                raise
            raise _doubt(str(error)) from error
        said = _said(response)
        if said is None and response.status_code in _TELLING:
            raise _foreign(response, method)
        if said is None or response.status_code in _DOUBTFUL:
            raise _doubt(_told(response, method))
        return _result(said, response, method)

    async def _post(
        self, method: str, fields: Mapping[str, Any], seconds: float, accept: frozenset[int]
    ) -> httpx.Response:
        request = self._client.build_request(
            "POST", f"{self._api}{method}", json=dict(fields), extensions=dict(self._extensions)
        )
        return await call(self._client, request, seconds=seconds, accept=accept)


def _said(response: httpx.Response) -> _Said | None:
    """The answer, unless something else than the Bot API gave it."""
    try:
        return _Said.model_validate_json(response.content)
    except ValidationError:
        return None


def _foreign(response: httpx.Response, method: str) -> KhabarError:
    reason = _told(response, method)
    if response.is_success:
        return Down(f"{reason} (not as the Bot API does; something stands in its place)", answered=True)
    return failure(response, reason)


def _result(said: _Said, response: httpx.Response, method: str) -> Any:  # noqa: ANN401 - what the method answers
    if response.is_success and said.ok:
        return said.result
    words = hushed(response, said.description) if said.description else shown(response)
    raise _failed(said, response, f"{method} answered {response.status_code}: {words}")


def _failed(said: _Said, response: httpx.Response, reason: str) -> KhabarError:
    status, wait = response.status_code, said.parameters.retry_after
    if status == HTTPStatus.TOO_MANY_REQUESTS and wait is not None:
        return Asked(reason, seconds=min(max(0.0, wait), LONGEST_WAIT_SECONDS))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return failure(response, reason)
    if status in _NO_TOKEN:
        return Refused(f"{reason}; {_TAKE_A_TOKEN}")
    objected = Objected(reason, said.description)
    if objected.says(*_NO_CHANNEL) or (status == HTTPStatus.FORBIDDEN and not objected.says("message_")):
        return Refused(f"{reason}; {_BE_ADMINISTRATOR}")
    return objected


def _told(response: httpx.Response, method: str) -> str:
    return f"{method} answered {response.status_code}: {shown(response)}"


def _doubt(reason: str) -> Unknown:
    return Unknown(f"{reason}; the message may be in the channel or not: look there before anything is sent again")

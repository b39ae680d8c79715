"""Conversations with the server that share their round trips.

A conversation is a generator: it yields the calls that it needs answered before it can go on, is sent their answers in
the same order, and returns what it found out. `together` runs several side by side, one pipeline for each round.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar, cast

from hiredis import pack_command
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import NoScriptError, ResponseError

_Found = TypeVar("_Found")
Part: TypeAlias = str | bytes | int | float


class Call(NamedTuple):
    """A command with its arguments; where it runs a script, also the script's text."""

    parts: tuple[Part, ...]
    script: str = ""


Conversation: TypeAlias = Generator[Sequence[Call], list[Any], _Found]
_SHA: Final = 1
_pack: Final = cast("Callable[[tuple[Part, ...]], bytes]", pack_command)


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script, called by its digest; the server is given the text when it does not know it."""

    text: str
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", sha1(self.text.encode(), usedforsecurity=False).hexdigest())

    def __call__(self, keys: Sequence[str | bytes], *arguments: Part) -> Call:
        """Return the call of the script with these keys and arguments."""
        return Call(("EVALSHA", self.digest, len(keys), *keys, *arguments), self.text)


async def together(redis: Redis, *conversations: Conversation[_Found]) -> list[_Found]:
    """Run conversations to their ends and return what each found, in their order.

    Raises:
        ResponseError: the server refused a call; what the conversations of that round had written before stays.
    """
    found: dict[int, _Found] = {}
    answers: dict[int, Any] = dict.fromkeys(range(len(conversations)))
    while answers:
        wanted: dict[int, Sequence[Call]] = {}
        for number, answer in answers.items():
            try:
                wanted[number] = conversations[number].send(answer)
            except StopIteration as end:
                found[number] = end.value
        replies = iter(await _answered(redis, [call for calls in wanted.values() for call in calls]))
        answers = {number: [next(replies) for _ in calls] for number, calls in wanted.items()}
    return [found[number] for number in range(len(conversations))]


async def _answered(redis: Redis, calls: Sequence[Call]) -> list[Any]:
    """Send calls in one go; scripts that the server does not know are then sent with their text, in order."""
    answers = await _sent(redis, [call.parts for call in calls])
    unknown = [place for place, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
    texts = [("EVAL", calls[place].script, *calls[place].parts[_SHA + 1 :]) for place in unknown]
    for place, answer in zip(unknown, await _sent(redis, texts), strict=True):
        answers[place] = answer
    for answer in answers:
        if isinstance(answer, ResponseError):
            raise answer
    return answers


async def _sent(redis: Redis, commands: Sequence[tuple[Part, ...]]) -> list[Any]:
    """Send commands as one piece, packed in C: the client's own pipeline packs each argument in Python."""
    if not commands:
        return []
    packed = b"".join(map(_pack, commands))
    connection = await redis.connection_pool.get_connection()  # type: ignore[no-untyped-call]

    async def exchange() -> list[Any]:
        await connection.send_packed_command(packed)
        return [await _answer(connection) for _ in commands]

    async def lost(_: Exception) -> None:
        await connection.disconnect(nowait=True)

    try:
        answers: list[Any] = await connection.retry.call_with_retry(exchange, lost)
        return answers
    finally:
        await redis.connection_pool.release(connection)


async def _answer(connection: AbstractConnection) -> Any:  # noqa: ANN401 - whatever the server answers
    try:
        return await connection.read_response()
    except ResponseError as refused:
        return refused

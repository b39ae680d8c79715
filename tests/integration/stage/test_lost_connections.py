"""A connection that is closed between two calls, on the event loop that the services run on."""

from typing import Any

import pytest
import uvloop
from redis.exceptions import ConnectionError as ServerGone

from khabar.server import connect


def closed(connection: Any) -> None:  # noqa: ANN401 - the client's own kind
    """Have the event loop close a connection behind the client's back."""
    connection._writer.transport.abort()  # noqa: SLF001 - nobody else can


def test_a_connection_that_was_closed_meanwhile_is_lost_and_no_bug(valkey_url: str) -> None:
    async def write_to_it() -> None:
        client = connect(valkey_url, retries=0)
        connection = await client.connection_pool.get_connection()  # type: ignore[no-untyped-call]
        await connection.send_command("PING")
        assert await connection.read_response() == b"PONG"
        closed(connection)
        try:
            for _ in range(3):
                await connection.send_command("PING", check_health=False)
        finally:
            await client.aclose()

    with pytest.raises(ServerGone):
        uvloop.run(write_to_it())


def test_a_call_that_meets_a_closed_connection_is_repeated_on_another(valkey_url: str) -> None:
    async def call() -> None:
        client = connect(valkey_url)
        connection = await client.connection_pool.get_connection()  # type: ignore[no-untyped-call]
        await client.connection_pool.release(connection)
        closed(connection)
        assert await client.ping()
        await client.aclose()

    uvloop.run(call())

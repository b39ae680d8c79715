"""Connections that go where the master is: they ask whenever they are made, also when a lost one is made again.

The client library's own connections behind sentinels ask only when they are first taken, so that a call that met a
former master is repeated there until it fails.
"""

from collections.abc import Awaitable
from typing import Any, Protocol

from redis.asyncio.connection import Connection, SSLConnection
from redis.asyncio.sentinel import SentinelConnectionPool
from redis.exceptions import AskError, ClusterDownError, ReadOnlyError, TryAgainError
from redis.exceptions import ConnectionError as ServerGone
from redis.exceptions import TimeoutError as ServerSlow

from khabar.server.losing import Losing

_NO_MASTER = (ReadOnlyError, AskError, ClusterDownError, TryAgainError)
"""What a server answers that is not, or not now, the master of what it was asked for; it has done nothing."""


class Finder(Protocol):
    """Knows where a master is."""

    def discover_master(self, service_name: str) -> Awaitable[tuple[str, int]]:
        """Return its host and port, or raise a lost connection when there is none now."""

    def refused(self, error: Exception, host: str) -> None:
        """Learn from the answer of a server that is not the master."""

    def aclose(self) -> Awaitable[None]:
        """Close the connections to those that are asked."""


class FollowingConnection(Losing, Connection):
    """A connection to the master; to one that no longer is it counts as lost."""

    def __init__(self, *, connection_pool: "FollowingPool", **options: Any) -> None:  # noqa: ANN401 - the client's own options
        self.connection_pool = connection_pool
        super().__init__(**options)

    async def _connect(self) -> None:
        self.host, self.port = await self.connection_pool.get_master_address()  # type: ignore[no-untyped-call]
        await super()._connect()  # type: ignore[no-untyped-call]

    async def read_response(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the server answers
        """Read a reply."""
        try:
            return await super().read_response(*args, **kwargs)
        except _NO_MASTER as error:
            self.connection_pool.sentinel_manager.refused(error, self.host)
            await self.disconnect()
            msg = f"{self.host}:{self.port} is not the master now: {error}"
            raise ServerGone(msg) from error
        except (ServerGone, ServerSlow):  # the idle ones most likely lead to the same dead end
            await self.connection_pool.disconnect(inuse_connections=False)
            raise


class EncryptedFollowingConnection(FollowingConnection, SSLConnection):
    """The same with TLS."""


class FollowingPool(SentinelConnectionPool):
    """Connections to the master of a name; the idle ones are dropped when it is another, and asking ends with them."""

    def __init__(self, name: str, finder: Finder, *, ssl: bool = False, **options: Any) -> None:  # noqa: ANN401 - the client's own options
        kind = EncryptedFollowingConnection if ssl else FollowingConnection
        super().__init__(name, finder, connection_class=kind, **options)  # type: ignore[no-untyped-call]

    async def disconnect(self, inuse_connections: bool = True) -> None:  # noqa: FBT001, FBT002 - the client's own signature
        """Close the idle connections, or all."""
        await super().disconnect(inuse_connections)
        if inuse_connections:
            await self.sentinel_manager.aclose()

"""Connections that say so when they are lost.

uvloop calls a write to a connection that was closed meanwhile a RuntimeError, and the client library passes that on as
if it were a bug; nobody would try again.
"""

from typing import Any, Final

from redis.asyncio.connection import (
    AbstractConnection,
    Connection,
    ConnectionPool,
    SSLConnection,
    UnixDomainSocketConnection,
)
from redis.exceptions import ConnectionError as ServerGone

_CLOSED: Final = "is closed"


class Losing(AbstractConnection):
    """A connection that is lost when it cannot be written to."""

    async def send_packed_command(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the client's own arguments
        """Write a command.

        Raises:
            redis.exceptions.ConnectionError: the connection is lost, whichever way the event loop tells it.
        """
        try:
            await super().send_packed_command(*args, **kwargs)
        except RuntimeError as error:
            if _CLOSED not in str(error):
                raise
            await self.disconnect(nowait=True)
            msg = f"the connection was closed: {error}"
            raise ServerGone(msg) from error


class LosingPlain(Losing, Connection):
    """The same over TCP."""


class LosingEncrypted(Losing, SSLConnection):
    """The same with TLS."""


class LosingLocal(Losing, UnixDomainSocketConnection):
    """The same through a socket file."""


_KINDS: Final = {Connection: LosingPlain, SSLConnection: LosingEncrypted, UnixDomainSocketConnection: LosingLocal}


def attend(pool: ConnectionPool) -> None:
    """Have a pool make connections of this kind."""
    pool.connection_class = _KINDS[pool.connection_class]

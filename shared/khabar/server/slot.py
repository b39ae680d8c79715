"""A newsroom's place on a cluster: all its keys are in one slot, so at any time one master holds the whole of it.

The client keeps its connections to that master, as a Sentinel client does to its own, and asks where it is whenever a
connection is made. So all commands work as on one server, also those that name no key (TIME, PING, WAIT, which counts
only what was written on the same connection), transactions and pipelines.
"""

from collections import deque
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.sentinel import MasterNotFoundError
from redis.crc import key_slot
from redis.exceptions import ConnectionError as ServerGone
from redis.exceptions import MovedError, RedisError

from khabar.keys import Keys

ASK_SECONDS = 1.0
"""How long a node may take to say who holds a slot, before the next is asked."""


class SlotOwner:
    """Finds the master of a newsroom's slot by asking a cluster's nodes in turn."""

    def __init__(self, newsroom: str, nodes: Sequence[tuple[str, int]], options: dict[str, Any]) -> None:
        self._slot = key_slot(Keys(newsroom)().encode())
        self._nodes = deque(nodes)
        self._options = options | {"socket_timeout": ASK_SECONDS, "socket_connect_timeout": ASK_SECONDS}
        self._told: tuple[str, int] | None = None

    def refused(self, error: Exception, host: str) -> None:
        """Take a former master's word for where the slot is, once: the other nodes may not know yet."""
        if isinstance(error, MovedError) and error.slot_id == self._slot:
            self._told = (error.host or host, error.port)

    async def aclose(self) -> None:
        """Nothing is kept open: a node is asked on a connection of its own."""

    async def discover_master(self, service_name: str) -> tuple[str, int]:
        """Return host and port of the master that holds a newsroom's slot.

        Raises:
            MasterNotFoundError: no node that is in touch with most others knows it; it is a lost connection.
        """
        if self._told:
            told, self._told = self._told, None
            return told
        found: list[str] = []
        for _ in range(len(self._nodes)):
            self._nodes.rotate(-1)  # another each time: one that was cut off from the others tells what no longer holds
            try:
                return await self._ask(*self._nodes[0])
            except (RedisError, OSError) as error:
                found.append(f"{':'.join(map(str, self._nodes[0]))}: {error or type(error).__name__}")
        msg = f"no master holds the slot of newsroom {service_name} now ({'; '.join(found)})"
        raise MasterNotFoundError(msg)

    async def _ask(self, host: str, port: int) -> tuple[str, int]:
        async with Redis(host=host, port=port, **self._options) as node:
            state = await node.execute_command("CLUSTER INFO")  # type: ignore[no-untyped-call]
            ranges = await node.execute_command("CLUSTER SLOTS")  # type: ignore[no-untyped-call]
        if state.get("cluster_state") != "ok":
            msg = "it says the cluster is down"
            raise ServerGone(msg)
        for first, last, (named, at, *_), *_ in ranges:
            if first <= self._slot <= last:  # a node that was not told its own name is where it was asked
                return (host if named in {None, b"", b"?"} else named.decode()), at
        msg = f"it knows no master for slot {self._slot}"
        raise ServerGone(msg)

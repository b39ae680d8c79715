"""What is remembered of subscriptions: the hash ``source:<id>:websub``, for all replicas."""

from dataclasses import dataclass
from typing import Any, Final, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from khabar.errors import Retryable
from khabar.keys import Keys

_FORGOTTEN_SECONDS: Final = 86_400
"""How long a hub has to ask whether an unsubscription was meant."""


_TEXTS: Final = ("hub", "topic", "callback", "key", "secret")


@dataclass(frozen=True, slots=True)
class Subscription:
    """One source's subscription at a hub.

    Args:
        topic: the feed's address as the hub knows it.
        callback: our address that the hub calls.
        key: the unguessable part of it.
        secret: what the hub signs its deliveries with.
        asked_at: when the hub was last asked, in Unix seconds.
        until: when the lease ends, in Unix seconds; 0 before the hub has confirmed any.
        leaving: whether it is to end.
        trouble: what the hub said or did last, if that was no yes.
    """

    hub: str
    topic: str
    callback: str
    key: str
    secret: str
    asked_at: float = 0
    until: float = 0
    leaving: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class States:
    """Reads and writes subscriptions."""

    client: Redis
    keys: Keys

    async def get(self, source: str) -> Subscription | None:
        """A source's subscription.

        Raises:
            Retryable: the server cannot be reached.
        """
        try:
            found = cast("dict[bytes, bytes]", await self.client.hgetall(self._key(source)))
        except RedisError as error:
            raise _unreached(source, error) from error
        said: dict[str, Any] = {name.decode(): value.decode() for name, value in found.items()}
        if not set(_TEXTS) <= said.keys():
            return None
        times = {name: float(said.get(name) or 0) for name in ("asked_at", "until")}
        return Subscription(**(said | times | {"leaving": said.get("leaving") == "1"}))

    async def put(self, source: str, wanted: Subscription) -> None:
        """Write a whole subscription, before its hub is asked for it.

        Raises:
            Retryable: the server cannot be reached.
        """
        fields = {"leaving": str(int(wanted.leaving)), "asked_at": str(wanted.asked_at), "until": str(wanted.until)}
        fields |= {name: getattr(wanted, name) for name in (*_TEXTS, "trouble")}
        try:
            async with self.client.pipeline(transaction=True) as pipe:
                pipe.delete(self._key(source))
                pipe.hset(self._key(source), mapping=cast("dict[Any, Any]", fields))
                if wanted.leaving:
                    pipe.expire(self._key(source), _FORGOTTEN_SECONDS)
                    pipe.hdel(self.keys("source", source), "push_until")
                await pipe.execute()
        except RedisError as error:
            raise _unreached(source, error) from error

    async def leased(self, source: str, until: float) -> None:
        """Note a lease that the hub gave or, with 0, took; polls slow down while one lives.

        Raises:
            Retryable: the server cannot be reached.
        """
        try:
            async with self.client.pipeline(transaction=True) as pipe:
                pipe.hset(self._key(source), mapping={"until": str(until), **({"trouble": ""} if until else {})})
                pipe.hset(self.keys("source", source), "push_until", str(int(until)))
                await pipe.execute()
        except RedisError as error:
            raise _unreached(source, error) from error

    async def troubled(self, source: str, trouble: str) -> None:
        """Note why there is no lease.

        Raises:
            Retryable: the server cannot be reached.
        """
        try:
            await self.client.hset(self._key(source), "trouble", trouble)
        except RedisError as error:
            raise _unreached(source, error) from error

    async def drop(self, source: str) -> None:
        """Forget a subscription.

        Raises:
            Retryable: the server cannot be reached.
        """
        try:
            async with self.client.pipeline(transaction=True) as pipe:
                pipe.delete(self._key(source))
                pipe.hdel(self.keys("source", source), "push_until")
                await pipe.execute()
        except RedisError as error:
            raise _unreached(source, error) from error

    def _key(self, source: str) -> str:
        return self.keys("source", source, "websub")


def _unreached(source: str, error: RedisError) -> Retryable:
    return Retryable(f"the subscription of source {source} cannot be read or kept ({error})", retry_after=2)

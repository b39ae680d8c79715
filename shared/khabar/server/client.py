"""Connections to the server, made in one place so that every service times out and retries alike."""

import asyncio
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as ServerGone
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as ServerSlow

from khabar.errors import ConfigError
from khabar.server.address import Address, parse
from khabar.server.following import FollowingPool
from khabar.server.losing import attend
from khabar.server.slot import SlotOwner

SOCKET_SECONDS = 10.0
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 1.0
"""How long a server that is well may take to answer PING: a probe has no more."""

log = structlog.get_logger()


def connect(url: str, *, retries: int = 3, seconds: float = SOCKET_SECONDS) -> Redis:
    """Make a client (it connects on first use) for one server, the master behind sentinels, or a newsroom's slot.

    ``retries`` must be 0 for calls that are not safe to repeat; Khabar's scripts are safe. An answer that takes longer
    than ``seconds`` counts as lost.

    Raises:
        ConfigError: the address is none.
    """
    address = parse(url)
    backoff = ExponentialWithJitterBackoff(base=0.05, cap=1.0)
    options: dict[str, Any] = {
        "socket_timeout": seconds,
        "socket_connect_timeout": CONNECT_SECONDS,
        "health_check_interval": 30,
        "driver_info": None,  # to name itself the library would need a right that Redis 7.0 does not know
        "retry": Retry(backoff, retries, supported_errors=(ServerGone, ServerSlow)),
    }
    try:
        client = _client(address, options)
        client.connection_pool.make_connection()  # type: ignore[no-untyped-call]
    except (TypeError, ValueError, RedisError) as error:
        msg = f"KHABAR_REDIS_URL has an option that is none ({error})"
        raise ConfigError(msg) from error
    return client


def _client(address: Address, options: dict[str, Any]) -> Redis:
    if address.kind == "server":
        client = Redis.from_url(address.url, **options)
        attend(client.connection_pool)
        return client
    options = options | address.shared
    if address.kind == "cluster":
        asking = {"driver_info": None} | {key: value for key, value in address.shared.items() if key != "db"}
        return Redis.from_pool(FollowingPool(address.name, SlotOwner(address.name, address.nodes, asking), **options))
    asking = {"socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": ANSWER_SECONDS, "driver_info": None}
    sentinels = _Sentinels(address.nodes, sentinel_kwargs=asking | address.sentinels)  # type: ignore[no-untyped-call]
    return Redis.from_pool(FollowingPool(address.name, sentinels, **options))


class _Sentinels(Sentinel):
    """Sentinels find the master by themselves, whatever a former one says."""

    def refused(self, error: Exception, host: str) -> None:
        pass


async def wait_for_server(redis: Redis) -> None:
    """Wait until the server answers, saying so every few seconds; a start never fails because the server is late."""
    delay, waited = 0.1, 0.0
    while reason := await _silence(redis):
        if waited == 0 or waited > 5:  # noqa: PLR2004 - seconds between two log lines
            log.warning("server.waiting", reason=reason, next_step="is the server at KHABAR_REDIS_URL up, and for us?")
            waited = 0.0
        waited += delay
        await asyncio.sleep(delay)
        delay = min(delay * 2, 1.0)


async def answers(redis: Redis) -> bool:
    """Tell whether the server answers PING now; one that hangs, or refuses for want of a disk, does not."""
    return not await _silence(redis)


async def _silence(redis: Redis) -> str:
    """Say why the server does not answer PING now; nothing when it does."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return "" if await redis.ping() else "no PONG"
    except (RedisError, OSError) as error:
        return str(error) or type(error).__name__

"""Connections to the Valkey or Redis server, made in one place so that every service times out and retries alike."""

import asyncio

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as ServerGone
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError
from redis.exceptions import TimeoutError as ServerSlow

from khabar.errors import ConfigError

SERVER_ERRORS = (ServerGone, ServerSlow, ConnectionError)
"""What a call raises while the server is away."""

_FULL_OR_FAILING_OVER = (OutOfMemoryError, ReadOnlyError)
_REFUSED_FOR_NOW = ("MISCONF", "NOREPLICAS")

SOCKET_SECONDS = 10.0
ANSWER_SECONDS = 1.0
"""How long a server that is well may take to answer PING: a probe has no more."""

log = structlog.get_logger()


def connect(url: str, *, retries: int = 3) -> Redis:
    """Make a client (it connects on first use).

    ``retries`` must be 0 for calls that are not safe to repeat; Khabar's scripts are safe.

    Raises:
        ConfigError: the address is none.
    """
    backoff = ExponentialWithJitterBackoff(base=0.05, cap=1.0)
    try:
        return Redis.from_url(
            url,
            socket_timeout=SOCKET_SECONDS,
            socket_connect_timeout=3.0,
            health_check_interval=30,
            retry=Retry(backoff, retries, supported_errors=(ServerGone, ServerSlow)),
        )
    except ValueError as error:
        msg = f"KHABAR_REDIS_URL is not a server's address ({error}); it looks like redis://127.0.0.1:6379/0"
        raise ConfigError(msg) from error


async def wait_for_server(redis: Redis) -> None:
    """Wait until the server answers, saying so every few seconds; a start never fails because the server is late."""
    delay, waited = 0.1, 0.0
    while not await answers(redis):
        if waited == 0 or waited > 5:  # noqa: PLR2004 - seconds between two log lines
            log.warning("server.waiting", next_step="is the server at KHABAR_REDIS_URL up?")
            waited = 0.0
        waited += delay
        await asyncio.sleep(delay)
        delay = min(delay * 2, 1.0)


async def answers(redis: Redis) -> bool:
    """Tell whether the server answers PING now; one that hangs, or refuses for want of a disk, does not."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return bool(await redis.ping())
    except (RedisError, OSError):
        return False


def passes(error: Exception) -> bool:
    """Tell whether the same call may succeed later: the server is away, full, failing over or short of replicas."""
    if isinstance(error, (*SERVER_ERRORS, *_FULL_OR_FAILING_OVER)):
        return True
    return str(error).startswith(_REFUSED_FOR_NOW)

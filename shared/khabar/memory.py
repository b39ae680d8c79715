"""How full the server's memory is: what trimming and back-pressure go by."""

from dataclasses import dataclass

from redis.asyncio import Redis


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes in use, and the most the server may use (0 = as much as there is)."""

    used: int
    limit: int

    @property
    def ratio(self) -> float:
        """The part of the limit that is in use; 0 where there is no limit."""
        return self.used / self.limit if self.limit else 0.0


async def memory(redis: Redis) -> Memory:
    """Ask the server how full it is."""
    told = await redis.info("memory")
    return Memory(int(told["used_memory"]), int(told.get("maxmemory", 0)))

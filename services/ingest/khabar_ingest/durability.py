"""What an accepted article has survived before its sender is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from redis.asyncio import Redis

from khabar.errors import Retryable

_REPLICAS_MILLISECONDS: Final = 500


@dataclass(frozen=True, slots=True)
class Durability:
    """The server's own disk (``appendfsync always``), and this many ``replicas`` that have it too."""

    replicas: int = 0

    @classmethod
    def read(cls, setting: str) -> "Durability":
        """Read the setting: ``fsync`` or ``wait:N``."""
        return cls(int(setting.removeprefix("wait:")) if setting.startswith("wait:") else 0)

    async def run(self, client: Redis, script: str, keys: Sequence[str], arguments: Sequence[str | bytes]) -> list[Any]:
        """Run a script and return its answer once what it wrote, and all that was written before, is that safe.

        Raises:
            Retryable: too few replicas have it yet; it may stand, and the same can be asked again.
        """
        if not self.replicas:
            answer: list[Any] = await client.register_script(script)(keys=list(keys), args=list(arguments))
            return answer
        async with client.pipeline(transaction=False) as pipe:
            pipe.eval(script, len(keys), *keys, *arguments)
            # A replica's count says nothing to a connection that wrote nothing: the script may only have compared.
            pipe.eval("return redis.call('SET', KEYS[1], redis.call('TIME')[1])", 1, f"{keys[0]}:asked")
            pipe.execute_command("WAIT", self.replicas, _REPLICAS_MILLISECONDS)
            answer, _, having = await pipe.execute()
        if int(having) < self.replicas:
            msg = f"{having} of {self.replicas} replicas have the article (KHABAR_DURABILITY); it can be sent again"
            raise Retryable(msg, retry_after=2)
        return answer

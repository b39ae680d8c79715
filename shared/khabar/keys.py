"""Names of everything Khabar keeps in Valkey or Redis.

All keys of a newsroom share the hash tag ``{<newsroom>}``: on a Redis Cluster they live in one slot, so one script may
touch any of them.
"""

import re
from dataclasses import dataclass

from khabar.errors import ConfigError

STREAMS = ("articles", "enriched", "published", "commands", "dead", "ops")
_NEWSROOM = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one newsroom.

    Raises:
        ConfigError: the newsroom's name is not 1-32 of ``a-z 0-9 -``.
    """

    newsroom: str = "main"

    def __post_init__(self) -> None:
        if not _NEWSROOM.fullmatch(self.newsroom):
            msg = f"newsroom {self.newsroom!r}: use 1 to 32 of a-z, 0-9 and '-', beginning with a letter or digit"
            raise ConfigError(msg)

    def __call__(self, *name: str) -> str:
        """The key ``khabar:{newsroom}:name[:name…]``."""
        return ":".join((f"khabar:{{{self.newsroom}}}", *name))

    def stream(self, name: str) -> str:
        """The key of one of the public `STREAMS`."""
        if name not in STREAMS:
            msg = f"no stream {name!r}; there are {', '.join(STREAMS)}"
            raise ConfigError(msg)
        return self(name)

    def again(self, stage: str) -> str:
        """The private stream that brings a stage its retried entries."""
        return self("again", stage)

    def delayed(self, stage: str) -> str:
        """The sorted set of a stage's entries that wait for their next try (score: due time, milliseconds)."""
        return self("delayed", stage)

    def heartbeat(self, group: str, consumer: str) -> str:
        """The short-lived key that says a consumer is alive."""
        return self("alive", group, consumer)

    def article(self, article_id: str) -> str:
        """The hash that holds an article's admission state."""
        return self("article", article_id)

    def aliases(self, source: str) -> str:
        """The hash of one source that leads from every guid and link seen to its article id."""
        return self("aliases", source)

"""Names of everything Khabar keeps in Valkey or Redis.

All keys of a newsroom share the hash tag ``{<newsroom>}``: on a Redis Cluster they live in one slot, so one script may
touch any of them.
"""

import re
from dataclasses import dataclass

from khabar.errors import ConfigError

STREAMS = ("articles", "enriched", "published", "commands", "dead", "ops")
LANED = ("articles", "enriched")
"""The streams that have a fast lane: what is urgent is written there too, and read from there first."""

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

    def lane(self, stream: str) -> str:
        """The internal fast lane of one of the `LANED` streams."""
        return f"{self.stream(stream)}.urgent"

    def lane_from(self, stage: str) -> str:
        """From which entry of its stream on a stage finds the urgent ones in the fast lane."""
        return self("lane-from", stage)

    def again(self, stage: str) -> str:
        """The private stream that brings a stage its retried entries."""
        return self("again", stage)

    def delayed(self, stage: str) -> str:
        """The sorted set of a stage's entries that wait for their next try (score: due time, milliseconds)."""
        return self("delayed", stage)

    def heartbeat(self, group: str, consumer: str) -> str:
        """The short-lived key that says a consumer is alive."""
        return self("alive", group, consumer)

    @property
    def groups(self) -> str:
        """The hash of registered consumer groups: ``<stream>|<group>`` → when it was registered, Unix milliseconds.

        Trimming waits for registered groups and for no others.
        """
        return self("groups")

    @property
    def settled(self) -> str:
        """The hash that counts what each registered group has settled."""
        return self("settled")

    @property
    def expired(self) -> str:
        """The hash of the groups that trimming no longer waits for, and of what they lost."""
        return self("expired")

    @property
    def archived(self) -> str:
        """The hash that says up to which entry each stream is in the archive."""
        return self("archived")

    @property
    def epoch(self) -> str:
        """The epoch of the admission state; while it is missing nothing may be admitted."""
        return self("epoch")

    @property
    def late(self) -> str:
        """The mark that enrichment is late, for as long as it is."""
        return self("late")

    @property
    def held(self) -> str:
        """The sorted set of held articles (score: since when, Unix milliseconds)."""
        return self("held")

    @property
    def waiting(self) -> str:
        """The sorted set of what is to happen to articles at a time (score: when, Unix milliseconds)."""
        return self("waiting")

    def shown(self, article_id: str) -> str:
        """The hash of one article that says what each target holds or ever held of it."""
        return self("shown", article_id)

    def translations(self, article_id: str) -> str:
        """The set of an article's translations."""
        return self("translations", article_id)

    def due(self, target: str, *part: str) -> str:
        """What waits to be delivered to a target; the parts are described in `khabar.stage.due`."""
        return self("due", target, *part)

    def proof(self, target: str, *part: str) -> str:
        """What is to be proved of a target, and its canaries; publish's own modules describe the parts."""
        return self("proof", target, *part)

    def canaries(self, target: str) -> str:
        """The list of how long a target's newest canaries took, the newest first: milliseconds, -1 for one not seen."""
        return self.proof(target, "canaries")

    def article(self, article_id: str) -> str:
        """The hash that holds an article's admission state."""
        return self("article", article_id)

    @property
    def tags(self) -> str:
        """The hash that leads from a tag's id to what editors decided about it, as JSON."""
        return self("tags")

    @property
    def tags_version(self) -> str:
        """How many decisions about tags there were."""
        return self("tags", "version")

    @property
    def tags_known(self) -> str:
        """The hash of the tags of the table: id → type, a tab, display name."""
        return self("tags", "known")

    @property
    def tags_rejected(self) -> str:
        """The hash of the names that editors want no tags for: ``<type> <folded name>`` → who decided it, as JSON."""
        return self("tags", "rejected")

    @property
    def tags_review(self) -> str:
        """The sorted set of names that no table knows: ``<type> <folded name>`` by the number of their articles."""
        return self("tags", "review")

    @property
    def tags_review_names(self) -> str:
        """The hash that tells of each name in review how it is written and where, as JSON."""
        return self("tags", "review", "names")

    def article_tags(self, article_id: str) -> str:
        """The tags that editors put on an article or took from it, as JSON."""
        return self("article-tags", article_id)

    def article_links(self, article_id: str) -> str:
        """What editors decided about the related links of an article, as JSON (`khabar.models.LinkLocks`)."""
        return self("article-links", article_id)

    def aliases(self, source: str) -> str:
        """The hash of one source that leads from every guid and link seen to its article id."""
        return self("aliases", source)

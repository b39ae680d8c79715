"""What the auditor looks at. Plain values: whoever gathers them may be a command, a test or a watchman."""

from collections.abc import Mapping
from dataclasses import dataclass, field

EVERY_TARGET = "*"
"""Stands for all targets where something waits before the ways to the targets part."""

HELD = "article.held"
LIVE, COPY = "live", "copy"
"""What a target shows: on a page of its own, or on that of another article with the same text."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An article that ingest said it had taken; the headline is empty where only the number is known."""

    article: str
    revision: int
    outcome: str = ""
    headline: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A receipt's place in its chain: what it is known by, the one before it, and whether it is as it was written."""

    seal: str
    previous: str = ""
    intact: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """An event on a stream.

    Args:
        guid: what the source calls the article; with the source's name before it.
        content_sha: the hash that ingest gave the revision.
        text_sha: the digest of the text the event carries; see `khabar.audit.digest`.
        target: which target a receipt, or a dead letter of its deliveries, is about; empty for a stage before them.
        outcome: what the target answered.
        replayed: whether the event was told once more from the archive.
        bare: whether it is the receipt of a delivery that did not wait for enrichment; its revision's way goes on.
        link: where a receipt stands in its chain; see `khabar.receipts`.
    """

    id: str
    name: str
    article: str
    revision: int
    guid: str = ""
    headline: str = ""
    content_sha: str = ""
    text_sha: str = ""
    target: str = ""
    outcome: str = ""
    replayed: bool = False
    bare: bool = False
    link: Link | None = None

    @property
    def key(self) -> tuple[str, int]:
        """The article and its revision."""
        return self.article, self.revision


@dataclass(frozen=True, slots=True)
class Copy:
    """What a target holds of an article; empty digests are not known."""

    revision: int
    state: str = LIVE
    content_sha: str = ""
    text_sha: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery as a target's own log tells it; ``effective`` when readers could see a difference."""

    article: str
    revision: int
    effective: bool = True
    text_sha: str = ""


@dataclass(frozen=True, slots=True)
class Sink:
    """One target as it is seen from its own side.

    Args:
        holds: what it holds, by article; None where it cannot be read back and its receipts have to do.
        log: what it took, in its own order; empty where it keeps no log.
        listed: the addresses it lists, where it is a site; None where that was not asked.
    """

    holds: Mapping[str, Copy] | None = None
    log: tuple[Taken, ...] = ()
    listed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """What still waits before a stage; ``due`` are deliveries, ``unread`` is None when that cannot be known."""

    pending: int = 0
    unread: int | None = 0
    delayed: int = 0
    retried: int = 0
    due: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing waits, for certain."""
        return (self.pending, self.unread, self.delayed, self.retried, self.due) == (0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the auditor looks at.

    Args:
        told: the events of ``articles``, ``enriched``, ``published`` and ``dead``, each in its order; dead letters
            that were tried again since are left out.
        tried_again: target, article and revision of the dead letters left out.
        waiting: the articles on their way, by target, or `EVERY_TARGET`.
        submitted: the headlines that were ever sent, where that is known.
        told_again: whether a group was made anew and so read its stream from the beginning once more.
        settled: whether the newsroom had time to finish, so that whatever waits is a fault.
        heads: by article and target the newest receipt that publish remembers, by what it is known.
        whole: whether all that was ever told is at hand, and not only what was not trimmed.
    """

    told: Mapping[str, tuple[Told, ...]]
    sinks: Mapping[str, Sink]
    queues: Mapping[str, Queue] = field(default_factory=dict)
    waiting: Mapping[str, frozenset[str]] = field(default_factory=dict)
    acknowledged: tuple[Acknowledged, ...] = ()
    tried_again: frozenset[tuple[str, str, int]] = frozenset()
    submitted: frozenset[str] | None = None
    told_again: bool = False
    settled: bool = True
    heads: Mapping[tuple[str, str], str] = field(default_factory=dict)
    whole: bool = False

    @property
    def accepted(self) -> tuple[Told, ...]:
        """All that ingest let in: revisions, removals, and notices of what is held."""
        return self.told["articles"]

    @property
    def newest(self) -> dict[str, Told]:
        """The newest accepted state of each article that readers may know of; what is held is not."""
        open_ = (event for event in self.accepted if event.name != HELD)
        return {event.article: event for event in sorted(open_, key=lambda event: event.revision)}

    def awaited(self, target: str) -> frozenset[str]:
        """The articles that are still on their way to a target."""
        nobody: frozenset[str] = frozenset()
        return self.waiting.get(EVERY_TARGET, nobody) | self.waiting.get(target, nobody)

"""The auditor: from what was acknowledged, told and shown to a verdict. Pure, so that its judgement can be tested."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

H = TypeVar("H", bound=Hashable)

ENDINGS = {"article.published": "published", "delivery.skipped": "superseded", "dead.letter": "dead"}
"""The events that end the way of a revision, and the word for it."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A submission that was answered with 202."""

    guid: str
    headline: str
    article: str
    revision: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event on a stream; guid, headline and content hash are those of the revision it carries, if any."""

    id: str
    name: str
    article: str
    revision: int
    guid: str = ""
    headline: str = ""
    content_sha: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the site holds of an article."""

    revision: int
    content_sha: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """What still waits before a consumer group; ``unread`` is None when that cannot be known."""

    pending: int = 0
    unread: int | None = 0
    delayed: int = 0
    retried: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing waits, for certain."""
        return (self.pending, self.unread, self.delayed, self.retried) == (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the auditor looks at.

    Args:
        submitted: the headlines that were ever sent.
        told: the events of each stream, in their order.
        shown: what the site holds, by article.
        listed: the addresses in the site's sitemaps.
    """

    submitted: frozenset[str]
    acknowledged: tuple[Acknowledged, ...]
    told: Mapping[str, tuple[Told, ...]]
    shown: Mapping[str, Shown]
    listed: tuple[str, ...]
    queues: Mapping[str, Queue]

    @property
    def admitted(self) -> tuple[Told, ...]:
        """All revisions that ingest let in."""
        return self.told["articles"]

    @property
    def endings(self) -> list[tuple[str, str, int]]:
        """How, which article, which revision: every end of a way."""
        ends = (*self.told["published"], *self.told["dead"])
        return [(ENDINGS[event.name], event.article, event.revision) for event in ends if event.name in ENDINGS]

    @property
    def newest(self) -> dict[str, Told]:
        """The newest admitted revision of each article."""
        return {event.article: event for event in sorted(self.admitted, key=lambda event: event.revision)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the auditor found; every finding is a sentence. An unbalanced account is a finding even without others."""

    articles: int
    accepted: int
    endings: Mapping[str, int]
    findings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def balanced(self) -> bool:
        """Whether every accepted revision ended in exactly one way."""
        return sum(self.endings.values()) == self.accepted

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return self.balanced and not any(self.findings.values())


def audit(facts: Facts) -> Verdict:
    """Judge a run after the dust has settled."""
    ends = Counter(how for how, _, _ in facts.endings)
    return Verdict(
        articles=len(facts.newest),
        accepted=len({(event.article, event.revision) for event in facts.admitted}),
        endings={how: ends[how] for how in ENDINGS.values()},
        findings={
            "lost": (*_unkept(facts), *_unended(facts), *_unshown(facts)),
            "doubled": (*_told_twice(facts), *_admitted_twice(facts), *_ended_twice(facts), *_listed_twice(facts)),
            "never submitted": tuple(_unknown(facts)),
            "waiting": tuple(f"{group}: {queue}" for group, queue in facts.queues.items() if not queue.empty),
        },
    )


def _unkept(facts: Facts) -> Iterable[str]:
    kept = {(event.article, event.headline) for event in facts.admitted}
    for ack in facts.acknowledged:
        if (ack.article, ack.headline) not in kept:
            yield f"{ack.article} r{ack.revision} was acknowledged as {ack.outcome} and is on no stream"


def _unended(facts: Facts) -> Iterable[str]:
    ended = {(article, revision) for _, article, revision in facts.endings}
    for event in facts.admitted:
        if (event.article, event.revision) not in ended:
            yield f"{event.article} r{event.revision} was neither published nor superseded nor kept as a dead letter"


def _unshown(facts: Facts) -> Iterable[str]:
    dead = {(article, revision) for how, article, revision in facts.endings if how == "dead"}
    for article, event in facts.newest.items():
        shown = facts.shown.get(article, Shown(0, "", None))
        right = (shown.revision, shown.content_sha) == (event.revision, event.content_sha) and shown.url in facts.listed
        if not right and (article, event.revision) not in dead:
            yield f"{article} r{event.revision} is not what the site shows: {shown}"


def _told_twice(facts: Facts) -> Iterable[str]:
    for stream, events in facts.told.items():
        for event in _repeated(events):
            yield f"{stream} tells {event.name} of {event.article} r{event.revision} twice"


def _admitted_twice(facts: Facts) -> Iterable[str]:
    for headline in _repeated(event.headline for event in facts.admitted):
        yield f"two revisions have one text: {headline}"
    for guid in _repeated(guid for guid, _ in {(event.guid, event.article) for event in facts.admitted}):
        yield f"two articles have one guid: {guid}"


def _ended_twice(facts: Facts) -> Iterable[str]:
    for article, revision in _repeated((article, revision) for _, article, revision in facts.endings):
        yield f"{article} r{revision} ended twice"


def _listed_twice(facts: Facts) -> Iterable[str]:
    for url in _repeated(facts.listed):
        yield f"the site lists {url} twice"


def _unknown(facts: Facts) -> Iterable[str]:
    for event in facts.admitted:
        if event.headline not in facts.submitted:
            yield f"{event.article} r{event.revision} was never submitted: {event.headline}"
    for url in {*facts.listed} - {shown.url for shown in facts.shown.values()}:
        yield f"the site lists {url}, which is no admitted article"


def _repeated(things: Iterable[H]) -> list[H]:
    return [thing for thing, count in Counter(things).items() if count > 1]

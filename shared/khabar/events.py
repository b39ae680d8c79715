"""The events of a newsroom: their types, the stream each belongs to, and what each carries.

The attributes are those of CloudEvents 1.0 with the extensions ``revision``, ``lane``, ``traceparent``,
``correlationid``, ``causationid`` and ``attempt``. A new meaning is a new version of a type; an existing type only
ever gains optional fields.
"""

from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from khabar import models

NAMESPACE = uuid5(NAMESPACE_URL, "urn:khabar:events")
Lane = Literal["normal", "urgent", "low"]
REPLAY = "replay"
"""The CloudEvents extension of an event that is told once more from the archive; its value names the replay."""

RESEND = "resend-"
"""How the name of a replay begins that sends once more even what a target is known to have."""


REMOVALS = ("article.unpublished", "article.withdrawn", "article.killed", "article.merged")
"""What takes an article from the public; enrich passes it on, so that a consumer of ``enriched`` misses nothing."""


class EventType(NamedTuple):
    """One kind of event: where it travels, what it carries, and a sentence for the reader of the contract."""

    stream: str
    model: type[models.Model]
    meaning: str


def _types() -> dict[str, EventType]:
    revision, removal = models.Revision, models.Removal
    rows: list[tuple[str, str, type[models.Model], str]] = [
        ("article.created", "articles", revision, "A new article was admitted."),
        ("article.updated", "articles", revision, "The content of an article changed."),
        ("article.corrected", "articles", revision, "An article was corrected, with a public note."),
        ("article.released", "articles", revision, "A held article may now be seen."),
        ("article.held", "articles", models.Held, "An article waits for its time or for a person; its text is sealed."),
        ("article.unpublished", "articles", removal, "An article leaves the public; it may come back."),
        ("article.withdrawn", "articles", removal, "An article's body is hidden behind a public notice."),
        ("article.killed", "articles", removal, "An article is gone for good."),
        ("article.merged", "articles", removal, "An article was folded into another, which its addresses now lead to."),
        ("article.enriched", "enriched", models.EnrichedRevision, "A revision and what was found out about it."),
        ("related.changed", "enriched", models.RelatedChange, "Links between articles were added or removed."),
        ("copies.changed", "enriched", models.CopiesChange, "Articles with the same text came or left."),
        ("story.changed", "enriched", models.StoryChange, "A running story gained or lost articles, or its name."),
        ("links.changed", "enriched", models.LinkLocks, "Editors pinned, blocked or froze the links of an article."),
        ("tag.merged", "enriched", models.Report, "A tag now leads to another."),
        ("tag.changed", "enriched", models.TagRuling, "Editors decided about a tag; this is all that they decided."),
        ("tags.changed", "enriched", models.TagLocks, "Editors put tags on an article, or took them from it."),
        ("translation.stale", "enriched", models.Stale, "The original of a translation was corrected."),
        ("article.published", "published", models.Receipt, "A target shows this revision."),
        ("article.removed", "published", models.Receipt, "A target no longer shows the article."),
        ("tag.applied", "published", models.Receipt, "A target shows a tag as editors decided."),
        ("tag.skipped", "published", models.DeliveryProblem, "A later decision made this needless."),
        ("tag.failed", "published", models.DeliveryProblem, "A target refused a decision about a tag for good."),
        ("links.applied", "published", models.Receipt, "A target shows related links, copies or a story as told."),
        ("links.skipped", "published", models.DeliveryProblem, "A later change of links made this needless."),
        ("links.failed", "published", models.DeliveryProblem, "A target refused a change of links for good."),
        ("delivery.failed", "published", models.DeliveryProblem, "A target refused the revision for good."),
        (
            "delivery.delayed",
            "published",
            models.DeliveryProblem,
            "A try of a delivery failed; it will be tried again.",
        ),
        ("delivery.skipped", "published", models.DeliveryProblem, "A rule or a newer revision made this needless."),
        ("publication.verified", "published", models.Receipt, "The public page was read back and is right."),
        ("publication.missing", "published", models.DeliveryProblem, "The public page is not there in time."),
        ("dead.letter", "dead", models.DeadLetter, "An event could not be handled and waits for a person."),
    ]
    verbs = ["kill", "withdraw", "unpublish", "release", "correct", "merge", "retag"]
    verbs += ["pin", "unpin", "block", "unblock", "freeze", "thaw"]
    verbs += ["merge-tag", "unmerge-tag", "rename-tag", "accept-tag", "reject-tag"]
    verbs += ["resend", "replay", "retry", "drop", "pause", "resume", "settle"]
    verbs += ["add-source", "remove-source", "pause-source", "resume-source"]
    rows += [(f"command.{verb}", "commands", models.Command, f"A person asked to {verb}.") for verb in verbs]
    ops = {
        "source.polled": "A source was read.",
        "source.silent": "A source has been quiet for longer than it usually is.",
        "source.recovered": "A source speaks again.",
        "source.refused": "A source could not be read.",
        "item.rejected": "One item of a source could not be understood; its bytes are kept.",
        "item.dropped": "A rule of its source kept an item out; its bytes are kept.",
        "release.failed": "A held article is due and cannot be released; it is tried again.",
        "service.started": "A service is ready.",
        "service.stopping": "A service was asked to stop.",
        "group.recreated": "A consumer group was missing and was made anew at the beginning of its stream.",
        "group.expired": "A consumer group held the stream for too long and was let go.",
        "group.resumed": "A consumer group that was let go has got from the archive what it missed.",
        "target.down": "A target does not answer; its deliveries wait.",
        "target.recovered": "A target answers again.",
        "target.refused": "A target does not accept its credentials; its deliveries wait.",
        "canary.verified": "A canary's article was seen at its target.",
        "canary.missing": "A canary's article was not seen at its target in time.",
        "enrichment.late": "Articles wait for enrich beyond the limit; targets that do not wait get them as they came.",
        "enrichment.caught-up": "No article waits for enrich beyond the limit any more.",
        "related.outdated": "The related links of an article are to be found anew.",
        "admission.closed": "No article is taken in until the admission state was rebuilt from the archive.",
        "admission.opened": "Articles are taken in.",
        "pressure.high": "The server's memory or a backlog is over its mark; sources wait.",
        "pressure.eased": "Sources may send again.",
        "archive.gap": "Entries were removed before they were archived.",
        "revision.regressed": "A sink holds another text under the same revision number.",
    }
    rows += [(name, "ops", models.Report, meaning) for name, meaning in ops.items()]
    return {f"khabar.{name}.v1": EventType(stream, model, meaning) for name, stream, model, meaning in rows}


TYPES: Mapping[str, EventType] = MappingProxyType(_types())


def types_on(stream: str) -> list[str]:
    """The event types that travel on a stream: its own, and on ``enriched`` the removals that are passed on."""
    passed = [full_type(name) for name in REMOVALS] if stream == "enriched" else []
    return [type_ for type_, kind in TYPES.items() if kind.stream == stream] + passed


def full_type(name: str) -> str:
    """Turn ``article.created`` into ``khabar.article.created.v1``.

    Raises:
        KeyError: there is no such event.
    """
    full = f"khabar.{name}.v1"
    TYPES[full]
    return full


def event_id(subject: str, revision: int, type_: str, target: str = "") -> str:
    """Compute the deterministic id: uuid5 of article, revision, type and (for deliveries) target."""
    return str(uuid5(NAMESPACE, f"{subject}\n{revision}\n{type_}\n{target}"))


def article_id(source: str, identity: str) -> str:
    """Compute the stable id of an article: uuid5 of its source and its identity within it."""
    return str(uuid5(NAMESPACE, f"{source}\n{identity}"))


def short_id(article: str) -> str:
    """The ``sid`` that addresses carry: the first 12 base32 letters (RFC 4648, lower case) of an article's uuid.

    Raises:
        ValueError: the id is no uuid.
    """
    return b32encode(UUID(article).bytes).decode().lower()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as handlers see it; ``khabar.wire`` turns it into stream fields and back."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    revision: int
    data: models.Model
    lane: Lane = "normal"
    traceparent: str = ""
    correlationid: str = ""
    causationid: str = ""
    attempt: int = 1
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The type without its vendor and version: ``article.created``."""
        return self.type.removeprefix("khabar.").rpartition(".")[0]

    @property
    def replayed(self) -> bool:
        """Whether this is told once more from the archive: nobody is alerted, and nothing is posted a second time."""
        return REPLAY in self.extra

    @property
    def resent(self) -> bool:
        """Whether somebody asked to have this sent once more though the target may have it."""
        return self.extra.get(REPLAY, "").startswith(RESEND)

    @property
    def stream(self) -> str:
        """The public stream this event belongs to."""
        return TYPES[self.type].stream

    def again(self) -> "Event":
        """The same event for its next attempt."""
        return replace(self, attempt=self.attempt + 1)


def make(  # noqa: PLR0913 - one argument per CloudEvents attribute
    name: str,
    data: models.Model,
    *,
    source: str,
    subject: str,
    revision: int = 0,
    target: str = "",
    cause: Event | None = None,
    time: datetime | None = None,
    lane: Lane | None = None,
) -> Event:
    """Make an event ``name`` (``article.created``), deterministic in its id, that continues the trace of ``cause``."""
    type_ = full_type(name)
    id_ = event_id(subject, revision, type_, target)
    return Event(
        id=id_,
        type=type_,
        source=source,
        subject=subject,
        time=time or datetime.now(UTC),
        revision=revision,
        data=data,
        lane=lane or (cause.lane if cause else "normal"),
        traceparent=cause.traceparent if cause else _traceparent(id_),
        correlationid=cause.correlationid if cause else id_,
        causationid=cause.id if cause else "",
        extra={REPLAY: cause.extra[REPLAY]} if cause and cause.replayed else {},
    )


def _traceparent(event_id_: str) -> str:
    """Begin a W3C trace whose id is that of the event that began it (https://www.w3.org/TR/trace-context/)."""
    trace = UUID(event_id_).hex
    return f"00-{trace}-{trace[:16]}-01"

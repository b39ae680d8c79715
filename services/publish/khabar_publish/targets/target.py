"""What a target is: something that can be given revisions and asked to remove them."""

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from khabar import Event
from khabar.linked import LinkChange
from khabar.models import EnrichedRevision, Removal, TagRuling
from khabar_publish.shown import Shown

RemovalKind = Literal["unpublish", "withdraw", "kill", "merge"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a target said to a delivery.

    ``shows`` is False when nothing came of it: the target keeps a newer state and shows that instead, or ``why`` says
    what made it needless. ``sent`` is the SHA-256 of the body that was sent, where the target renders one.
    """

    outcome: str
    url: str | None = None
    remote_id: str | None = None
    shows: bool = True
    why: str = ""
    sent: str = ""


class Target(Protocol):
    """Delivers to one place.

    One of a kind that takes only so many calls says so in two attributes of its class, which the newsroom's file may
    overrule: ``concurrency``, calls at the same time from each replica, and ``rate``, such as ``20/minute``.

    Each call is given the event beside what it carries and what the target ``held`` of the article after the last call
    that ended (None: nothing that we know of), and answers or raises one of the failures drawn in
    ``khabar_publish.targets.failures``. At one time there is at most one call for an article.

    A call may be made again with the same event, because its answer was lost or the process died: whatever the target
    did before must not be done a second time. One that cannot tell a repeat by itself (it posts, and has no key to know
    the post by) looks up what is there before it sends; ``event.attempt`` alone does not say that there was a call.
    """

    id: str

    own: bool
    """Whether this is the newsroom's own page, which a replay writes anew; what others hold is not sent again."""

    blind: bool
    """Whether a call that makes something new can neither be repeated nor looked up: one without an end is parked for a
    person instead of made again. What has a remote id can be changed and removed as often as needed."""

    async def deliver(self, event: Event, revision: EnrichedRevision, held: Shown | None) -> Answer:
        """Show this revision, unless a newer one is there."""

    async def remove(self, event: Event, removal: Removal, kind: RemovalKind, held: Shown | None) -> Answer:
        """Stop showing the article, unless a newer revision is there; a kill wins over any."""

    async def look_up(self, event: Event, held: Shown | None) -> Answer | None:
        """Ask, changing nothing, whether a call with this event took effect; None: it did not, or nobody can tell.

        It is asked of a delivery that is given up because whoever had it in hand always died.
        """

    async def check(self) -> str:
        """See whether the target can be reached and takes our credentials, changing nothing; what was found, in words.

        Raises:
            KhabarError: it does not; the message says what to do.
        """

    async def close(self) -> None:
        """Let go of connections."""


@runtime_checkable
class TagTarget(Protocol):
    """A target that shows tags by itself, and so has to be told what editors decide about them."""

    async def rule(self, ruling: TagRuling) -> Answer:
        """Show a tag as was decided, unless a later decision is there; the same ruling may come twice."""


@runtime_checkable
class LinkTarget(Protocol):
    """A target that shows what ties articles together: related links, copies and stories."""

    async def link(self, event: Event, change: LinkChange) -> Answer:
        """Show it as it stands, unless a later version is there; it may come twice, and before its article."""

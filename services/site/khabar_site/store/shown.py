"""What the renderer is given: a revision that may be shown and its place on the site."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from khabar.events import short_id
from khabar.models import EnrichedRevision, Tag
from khabar_site import addresses
from khabar_site.store.pictures import Kept

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Note:
    """A public correction of one of the article's revisions; ``at`` lies in the newsroom's zone."""

    revision: int
    at: datetime
    note: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when an article stands; ``path`` is unquoted."""

    sid: str
    path: str
    first: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """All that an article's page is made from, its related block aside.

    ``revision`` is as it was pushed; ``tags`` are its tags as editors want them, None where they decided nothing.
    ``pictures`` are those that the site holds, by their addresses.
    """

    revision: EnrichedRevision
    place: Place
    notes: tuple[Note, ...] = ()
    tags: tuple[Tag, ...] | None = None
    pictures: Mapping[str, Kept] = field(default_factory=dict)

    @property
    def public(self) -> EnrichedRevision:
        """The revision with the tags that readers are shown."""
        if self.tags is None or self.tags == self.revision.enrichment.tags:
            return self.revision
        enrichment = self.revision.enrichment.model_copy(update={"tags": self.tags})
        return self.revision.model_copy(update={"enrichment": enrichment})


RenderArticle = Callable[[Shown], tuple[str, str]]
"""Makes the page of an article: what comes before its related block, and what comes after."""


def milliseconds(moment: datetime) -> int:
    """The moment as whole milliseconds since 1970, which may be negative."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment(value: int, zone: tzinfo) -> datetime:
    """The moment of so many milliseconds since 1970, in a zone."""
    return (_EPOCH + timedelta(milliseconds=value)).astimezone(zone)


def place(revision: EnrichedRevision, first_at: int, zone: tzinfo) -> Place:
    """Compute where an article stands that was first published at ``first_at`` milliseconds since 1970."""
    first = moment(first_at, zone)
    short = short_id(revision.id)
    return Place(short, addresses.article_path(short, first, revision.enrichment.slug or revision.headline), first)

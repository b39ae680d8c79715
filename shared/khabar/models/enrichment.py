"""What was found out about an article."""

from typing import Literal

from pydantic import Field

from khabar.models.article import Revision
from khabar.models.base import Direction, Model, Zone

TagType = Literal["person", "organisation", "place", "topic", "event"]


class Section(Model):
    """The section an article was put into, and why."""

    id: str
    name: str
    reason: str


class Mention(Model):
    """A place in the text that names a tag. Offsets are code points into the zone's text."""

    zone: Zone
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Tag(Model):
    """Something the article is about; ``by`` says who set it, ``confidence`` lies between 0 and 1."""

    id: str
    type: TagType
    name: str
    salience: float = Field(0.0, ge=0, le=1)
    confidence: float = Field(1.0, ge=0, le=1)
    by: str = "rule"
    mentions: tuple[Mention, ...] = ()


class DateMention(Model):
    """A temporal expression in the text.

    ``value`` is ISO 8601: a day, month, year, week (``2022-W07``), minute, or a closed interval ``A/B``.
    """

    text: str
    zone: Zone
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    value: str
    precision: Literal["minute", "day", "week", "month", "year", "decade", "interval"]
    approx: bool = False
    consistent: bool = True


class RelatedLink(Model):
    """Another article that a reader of this one should see. ``headline`` and ``url`` belong to its newest revision."""

    article_id: str
    score: float = Field(ge=0, le=1)
    reasons: tuple[str, ...] = ()
    headline: str | None = None


class Story(Model):
    """A running event told by several articles."""

    id: str
    name: str


class Enrichment(Model):
    """What was found out about one revision."""

    for_revision: int = Field(ge=1)
    language: str = "ar"
    direction: Direction = "rtl"
    section: Section | None = None
    tags: tuple[Tag, ...] = ()
    topics: tuple[str, ...] = ()
    dates: tuple[DateMention, ...] = ()
    attributions: tuple[Model, ...] = ()
    facts: tuple[Model, ...] = ()
    keyphrases: tuple[str, ...] = ()
    related: tuple[RelatedLink, ...] = ()
    story: Story | None = None
    duplicate_of: str | None = None
    slug: str = ""
    reading_minutes: int = Field(1, ge=1)
    steps: dict[str, str] = Field(default_factory=dict)
    took_ms: float = Field(0.0, ge=0)


class EnrichedRevision(Revision):
    """A whole revision with its enrichment: publish and consumers need one stream only."""

    enrichment: Enrichment

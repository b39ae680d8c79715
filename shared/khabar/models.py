"""What the events carry: the article's revision and what was found out about it.

Field names follow IPTC ninjs 3 where it has one. Models read loosely (unknown fields are kept, so an old consumer
passes a newer event on unharmed) and never change after they are made. Every datetime is aware.
"""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

JsonScalar = str | int | float | bool | None

Direction = Literal["rtl", "ltr"]
TagType = Literal["person", "organisation", "place", "topic", "event"]
Zone = str
"""Where a span lies: ``headline``, ``lead`` or ``body.<n>`` (n counts blocks from 0)."""


class Model(BaseModel):
    """The base of all wire models: immutable, keeps what it does not know, refuses figures that JSON cannot say."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)


class SourceRef(Model):
    """Where an article came from, and what the source calls it."""

    id: str = Field(min_length=1, max_length=64)
    name: str | None = None
    url: str | None = None
    guid: str | None = None
    version: str | None = None


class Block(Model):
    """One block of the body; ``html`` is the words of ``text`` with sanitised inline marks, where there are any."""

    type: Literal["paragraph", "heading", "quote", "list", "image", "embed", "table"]
    text: str = ""
    html: str | None = None
    level: int | None = Field(None, ge=2, le=6)
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    url: str | None = None


class Media(Model):
    """A picture, sound or film that belongs to the article."""

    url: str
    type: Literal["picture", "video", "audio"] = "picture"
    mimetype: str | None = None
    width: int | None = Field(None, ge=1)
    height: int | None = Field(None, ge=1)
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


class Link(Model):
    """A link that the source printed beside its article, kept as data and out of the body."""

    url: str
    title: str | None = None
    rel: Literal["related", "alternate"] = "related"


class CorrectionNote(Model):
    """What was wrong and is now right, for the public."""

    note: str
    kind: Literal["minor", "major"] = "minor"


class Revision(Model):
    """An immutable numbered state of an article; what article events carry.

    ``content_sha`` is the SHA-256 of the normalised headline, lead, body and media: only its change makes a new
    revision. ``published_at`` is None where the source gave no date; ``received_at`` is when the article was first
    admitted and stays the same over its revisions.
    """

    id: str
    revision: int = Field(ge=1)
    status: Literal["usable", "withheld", "canceled"] = "usable"
    source: SourceRef
    language: str = "ar"
    direction: Direction = "rtl"
    headline: str = Field(min_length=1)
    lead: str = ""
    body: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    dateline: str | None = None
    credit: str | None = None
    published_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    received_at: AwareDatetime
    date_source: Literal["source", "page", "text", "file", "unknown"] = "unknown"
    urgency: int | None = Field(None, ge=1, le=9)
    breaking: bool = False
    embargo_until: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
    section_hint: str | None = None
    categories: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    links: tuple[Link, ...] = ()
    canonical_url: str | None = None
    evolves: str | None = None
    translation_of: str | None = None
    rights: str | None = None
    correction: CorrectionNote | None = None
    content_sha: str


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


class Held(Model):
    """An article that may not be seen yet: no headline and no body leave the sealed store."""

    id: str
    revision: int = Field(ge=1)
    source: SourceRef
    embargo_until: AwareDatetime | None = None
    reason: str


class Removal(Model):
    """An article leaves the public: unpublished (reversible), withdrawn (notice shown) or killed (final)."""

    id: str
    revision: int = Field(ge=1)
    reason: str
    by: str
    urls: tuple[str, ...] = ()


class RelatedChange(Model):
    """Related links of an older article changed."""

    id: str
    revision: int = Field(ge=1)
    added: tuple[RelatedLink, ...] = ()
    removed: tuple[str, ...] = ()


class Receipt(Model):
    """What a target answered to one delivery. Times are seconds."""

    id: str
    revision: int = Field(ge=1)
    target: str
    url: str | None = None
    remote_id: str | None = None
    content_sha256: str
    outcome: str
    attempts: int = Field(1, ge=1)
    took_seconds: float = Field(0.0, ge=0)
    accepted_at: AwareDatetime | None = None


class DeliveryProblem(Model):
    """A delivery that ended without a publication."""

    id: str
    revision: int = Field(ge=1)
    target: str
    reason: str


class Command(Model):
    """A human's choice about an article or tag; kept as an event so that a replay keeps it too."""

    id: str
    by: str
    reason: str
    arguments: dict[str, JsonScalar] = Field(default_factory=dict)


class DeadLetter(Model):
    """An event that could not be handled, untouched, with what happened to it.

    ``fields`` are the entry's own; a value that is not UTF-8 is base64 under ``raw``.
    """

    stage: str
    group: str
    stream: str
    entry_id: str
    error: str
    kind: Literal["rejected", "exhausted", "bug", "crash"]
    attempts: int = Field(ge=1)
    first_at: AwareDatetime
    last_at: AwareDatetime
    fields: dict[str, str] = Field(default_factory=dict)
    raw: dict[str, str] = Field(default_factory=dict)


class Report(Model):
    """Figures of an operational event."""

    about: str
    message: str = ""
    figures: dict[str, JsonScalar] = Field(default_factory=dict)

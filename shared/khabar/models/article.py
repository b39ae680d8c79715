"""An article as its source tells it."""

from typing import Literal

from pydantic import AwareDatetime, Field

from khabar.models.base import Direction, Model, Zone


class SourceRef(Model):
    """Where an article came from, and what the source calls it.

    ``timezone`` is the IANA name that the newsroom set for the source when the article came. With ``duplicates``
    ``show`` an article that others tell word for word stands for itself all the same. What is ``evergreen`` is linked
    to however old it grows.
    """

    id: str = Field(min_length=1, max_length=64)
    name: str | None = None
    url: str | None = None
    guid: str | None = None
    version: str | None = None
    timezone: str | None = None
    duplicates: Literal["collapse", "show"] | None = None
    evergreen: bool | None = None


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


class Change(Model):
    """One passage that a correction changed; nothing in ``before`` was added, nothing in ``after`` was taken out."""

    zone: Zone
    before: str = ""
    after: str = ""


class CorrectionNote(Model):
    """What was wrong and is now right, for the public; ``changes`` is the difference to the revision before."""

    note: str
    kind: Literal["minor", "major"] = "minor"
    changes: tuple[Change, ...] = ()


class PastCorrection(Model):
    """A public correction as every later revision tells it: in which revision, when, and its note without changes."""

    revision: int = Field(ge=1)
    at: AwareDatetime
    note: str
    kind: Literal["minor", "major"] = "minor"


class Revision(Model):
    """An immutable numbered state of an article; what article events carry.

    ``content_sha`` is the SHA-256 of the normalised headline, lead, body and media: only its change makes a new
    revision. ``published_at`` is the earliest date that any revision so far was given, None while the source gave none;
    ``received_at`` is when the article was first admitted and stays the same over its revisions. ``evolves`` (the
    article that this one continues) and ``translation_of`` are article ids where the article is known, else what the
    source calls it. ``corrections`` are the public corrections up to and including this revision, oldest first, at most
    the newest 50, each note at most 1,000 characters: whoever has the newest revision has them all. ``usage_terms`` are
    the source's own words about what may be done with it. An ``imported`` one is from an archive: old news that alerts
    nobody.
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
    usage_terms: str | None = None
    imported: bool = False
    correction: CorrectionNote | None = None
    corrections: tuple[PastCorrection, ...] = ()
    content_sha: str

"""What is told about an article, a delivery, a source or a service."""

from typing import Literal

from pydantic import AwareDatetime, Field

from khabar.models.article import SourceRef
from khabar.models.base import JsonScalar, Model


class Held(Model):
    """An article that may not be seen yet: no headline and no body leave the sealed store.

    ``sealed`` is the SHA-256 under which the sealed store keeps the revision; it opens nothing elsewhere.
    """

    id: str
    revision: int = Field(ge=1)
    source: SourceRef
    embargo_until: AwareDatetime | None = None
    reason: str
    sealed: str | None = None


class Removal(Model):
    """An article leaves the public: unpublished (reversible), withdrawn (notice shown), killed (final) or merged.

    ``urls`` and ``targets`` are where it was shown; ``into`` is the article that a merged one was folded into.
    """

    id: str
    revision: int = Field(ge=1)
    reason: str
    by: str
    urls: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    into: str | None = None


class Stale(Model):
    """A translation whose original was corrected: ``root`` in its revision ``root_revision``."""

    id: str
    root: str
    root_revision: int = Field(ge=1)
    note: str | None = None


class Receipt(Model):
    """What a target answered to one delivery. Times are seconds.

    ``bare`` marks one that did not wait for enrichment; the receipt of what enrichment passed on comes beside it.
    ``body_sha256`` is of what was delivered, ``previous`` is the ``receipt_sha256`` of the article's receipt before it
    from the same target: `khabar.receipts` says how they are computed. ``words`` are by what a page is known that
    does not tell its revision; ``places`` say where the article was seen: page, front, section, feed.
    """

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
    bare: bool | None = None
    body_sha256: str | None = None
    previous: str | None = None
    receipt_sha256: str | None = None
    words: tuple[str, ...] | None = None
    places: dict[str, bool] | None = None


class DeliveryProblem(Model):
    """A delivery that ended without a publication, or a try of one that is made again.

    Of a try it says which it was, how many seconds it took, and when the next one comes at the earliest. ``in_doubt``
    says that the target may have taken it all the same, and that a person has to look.
    """

    id: str
    revision: int = Field(ge=1)
    target: str
    reason: str
    attempt: int | None = Field(None, ge=1)
    took_seconds: float | None = Field(None, ge=0)
    retry_at: AwareDatetime | None = None
    in_doubt: bool | None = None


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

"""Reading what is pushed: its size, its fields, and what a site needs of them beyond the contract."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from khabar import EnrichedRevision
from khabar_site import changes
from khabar_site.problems import Refused, unreadable

MAX_BYTES = 12 * 1024 * 1024  # an item of ingest, at most 10 MB, with what enrichment adds to it
MAX_BATCH = 100
_REVISIONS = range(1, 2**31)  # as removals count them
_YEARS = range(1000, 9999)  # four digits in every zone


class Batch(BaseModel):
    """Several articles; each is read on its own."""

    articles: list[Any]


async def body(request: Request) -> bytes:
    """Read a request's body.

    Raises:
        Refused: 413, it is longer than `MAX_BYTES`.
    """
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BYTES:
            raise Refused(
                413,
                f"a body may have {MAX_BYTES} bytes; this one has more, so shorten the article or split the batch",
                headers={"connection": "close"},
            )
        parts.append(part)
    return b"".join(parts)


def article(content: bytes, article_id: str) -> EnrichedRevision:
    """Read one article that was pushed to an address.

    Raises:
        Refused: 422 with the fields that are wrong.
    """
    return _usable(draft(content, article_id))


def draft(content: bytes, article_id: str) -> EnrichedRevision:
    """Read one article that need not be ready for readers.

    Raises:
        Refused: 422 with the fields that are wrong.
    """
    try:
        revision = EnrichedRevision.model_validate_json(content)
    except ValidationError as error:
        raise unreadable(error) from error
    if revision.id != article_id:
        raise _wrong(field="id", message="is not the id in the address")
    return _fit(revision)


def item(content: object) -> EnrichedRevision:
    """Read one article of a batch.

    Raises:
        Refused: 422 with the fields that are wrong.
    """
    try:
        revision = EnrichedRevision.model_validate(content)
    except ValidationError as error:
        raise unreadable(error) from error
    known_id(revision.id)
    return _usable(_fit(revision))


def batch(content: bytes) -> list[Any]:
    """Take a batch apart without reading its articles.

    Raises:
        Refused: 422, it is no batch or holds too many.
    """
    try:
        articles = Batch.model_validate_json(content).articles
    except ValidationError as error:
        raise unreadable(error) from error
    if len(articles) > MAX_BATCH:
        raise _wrong(field="articles", message=f"holds {len(articles)} articles; a batch may hold {MAX_BATCH}")
    return articles


def known_id(text: str) -> str:
    """Check that an article's id is a uuid in its usual form.

    Raises:
        Refused: 422, it is not.
    """
    try:
        usual = str(UUID(text))
    except ValueError:
        usual = ""
    if not text or text != usual:
        raise _wrong(field="id", message="is not a uuid in its usual form (lower case, with hyphens)")
    return text


def _usable(revision: EnrichedRevision) -> EnrichedRevision:
    if revision.status != "usable":
        raise _wrong(
            field="status", message=f"is {revision.status}; only what is usable is shown, the rest is removed by DELETE"
        )
    return revision


def _fit(revision: EnrichedRevision) -> EnrichedRevision:
    if revision.revision not in _REVISIONS:
        raise _wrong(field="revision", message=f"is not between {_REVISIONS[0]} and {_REVISIONS[-1]}")
    if not revision.content_sha:
        raise _wrong(field="content_sha", message="is empty; without it a revision cannot be told from another")
    if revision.enrichment.for_revision != revision.revision:
        raise _wrong(field="enrichment.for_revision", message=f"belongs to revision {revision.enrichment.for_revision}")
    changes.check(revision)
    for index, past in enumerate(revision.corrections):
        if past.revision not in _REVISIONS:
            raise _wrong(field=f"corrections.{index}.revision", message=f"is above {_REVISIONS[-1]}")
    for name, moment in _moments(revision):
        if moment is not None and moment.year not in _YEARS:
            raise _wrong(
                field=name,
                message=f"lies in the year {moment.year}; a year between {_YEARS[0]} and {_YEARS[-1]} is needed",
            )
    return revision


def _moments(revision: EnrichedRevision) -> Iterator[tuple[str, datetime | None]]:
    for name in ("published_at", "updated_at", "received_at"):
        yield name, getattr(revision, name)
    for index, past in enumerate(revision.corrections):
        yield f"corrections.{index}.at", past.at


def _wrong(*, field: str, message: str) -> Refused:
    return Refused(422, f"{field} {message}", [{"field": field, "message": message}])

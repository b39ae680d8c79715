"""Articles as lines of JSON: revisions as ``khabar inspect`` prints them, or the few fields that an archive has. Pure.

The few fields are ``id``, ``src`` (what names the source), ``t`` (ISO 8601, or Unix seconds), ``title``, ``text`` (a
paragraph a line), and where known ``author``, ``url`` and ``lang``.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final, NamedTuple
from unicodedata import normalize

from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import from_json

from khabar.arabic import direction
from khabar.config import NewsroomSettings
from khabar.events import article_id
from khabar.models import Block, Enrichment, Revision, SourceRef

_OWN_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LONGEST_HEADLINE: Final = 120
_WHOLE: Final = frozenset({"headline", "revision"})


class Article(NamedTuple):
    """A revision, and what had been found out about it before where the line tells that too."""

    revision: Revision
    found: Enrichment | None = None


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value or []


class _Row(BaseModel):
    id: str = Field(min_length=1, coerce_numbers_to_str=True)
    src: str = Field(min_length=1, max_length=64)
    t: datetime
    title: str | None = None
    text: str | None = None
    author: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    url: str | None = None
    lang: str | None = None


def article(line: bytes, newsroom: NewsroomSettings) -> Article:
    """Read one line; times without a zone are the newsroom's.

    Raises:
        ValueError: it is no article; the message names the field and what is wrong with it.
    """
    try:
        row = from_json(line)
    except ValueError as error:
        msg = f"is no JSON: {error}"
        raise ValueError(msg) from error
    if not isinstance(row, dict):
        msg = "is no JSON object"
        raise ValueError(msg)  # noqa: TRY004 - the file is wrong, not the caller
    try:
        return _whole(row) if row.keys() & _WHOLE else Article(_revision(_Row.model_validate(row), newsroom))
    except ValidationError as error:
        raise ValueError("; ".join(map(_mistake, error.errors()))) from None


def _whole(row: dict[str, Any]) -> Article:
    found = row.pop("enrichment", None)
    revision = Revision.model_validate(row)
    if not _OWN_ID.fullmatch(revision.id):
        source = revision.source.model_copy(update={"guid": revision.source.guid or revision.id})
        update = {"id": article_id(source.id, revision.id), "source": source}
        return Article(revision.model_copy(update=update))
    return Article(revision, Enrichment.model_validate(found) if found else None)


def _revision(row: _Row, newsroom: NewsroomSettings) -> Revision:
    paragraphs = [clean for line in (row.text or "").splitlines() if (clean := _clean(line))]
    headline = _clean(row.title or "") or _opening(paragraphs)
    if not headline:
        msg = "title, text: both are empty"
        raise ValueError(msg)
    when = row.t if row.t.tzinfo else row.t.replace(tzinfo=newsroom.zone)
    language = row.lang or newsroom.language
    return Revision(
        id=row.id if _OWN_ID.fullmatch(row.id) else article_id(row.src, row.id),
        revision=1,
        source=SourceRef(id=row.src, guid=row.id, url=row.url),
        language=language,
        direction=direction(language),
        headline=headline,
        lead=paragraphs[0] if paragraphs else "",
        body=tuple(Block(type="paragraph", text=text) for text in paragraphs),
        authors=tuple(name for author in row.author if (name := _clean(author))),
        published_at=when,
        received_at=when,
        date_source="source",
        canonical_url=row.url,
        content_sha=sha256("\n".join([headline, *paragraphs]).encode()).hexdigest(),
    )


def _opening(paragraphs: list[str]) -> str:
    """Return the first words of an article that has no title."""
    first = paragraphs[0] if paragraphs else ""
    cut = first[:_LONGEST_HEADLINE].rpartition(" ")[0] or first[:_LONGEST_HEADLINE]
    return first if len(first) <= _LONGEST_HEADLINE else f"{cut}…"


def _clean(text: str) -> str:
    return " ".join(_CONTROLS.sub("", normalize("NFC", text)).split())


def _mistake(error: Mapping[str, Any]) -> str:
    place = ".".join(map(str, error["loc"])) or "article"
    return f"{place}: {error['msg'][:1].lower()}{error['msg'][1:]}"

"""What a parser understands of one item: the fields of a revision that a source can know."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from khabar.models import Block, CorrectionNote, Direction, Link, Media
from khabar_ingest.sanitise import canonical, clean_block, web_url
from khabar_ingest.text import normalise


def _lines(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for value in values if (line := normalise(value))))


def _blocks(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for raw in blocks if (block := clean_block(raw)) is not None)


def _media(items: tuple[Media, ...]) -> tuple[Media, ...]:
    """Keep each picture once, under an address that may be fetched."""
    return tuple({item.url: item for item in reversed(items) if web_url(item.url)}.values())[::-1]


def _links(items: tuple[Link, ...]) -> tuple[Link, ...]:
    return tuple({item.url: item for item in reversed(items) if web_url(item.url)}.values())[::-1]


def _canonical(value: str | None) -> str | None:
    return canonical(value or "")


def _headline(value: str) -> str:
    line = normalise(value)
    if not line:
        kind, words = "no_headline", "there is no headline, and no text to make one from"
        raise PydanticCustomError(kind, words)
    return line


Line = Annotated[str, AfterValidator(normalise)]
Lines = Annotated[tuple[str, ...], AfterValidator(_lines)]
Url = Annotated[str | None, AfterValidator(_canonical)]


class Embargo(BaseModel):
    """Why an item may not be seen yet. Without ``until`` it waits for a person."""

    model_config = ConfigDict(frozen=True)

    until: AwareDatetime | None = None
    reason: str = "embargo"


class Draft(BaseModel):
    """One understood item; its text is normalised and its HTML sanitised when it is made.

    ``links`` are those printed beside the article. ``lead`` may be empty: then the first paragraph is.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    guid: Line | None = None
    version: Line | None = None
    canonical_url: Url = None
    source_name: Line | None = None
    status: Literal["usable", "withheld", "canceled"] = "usable"
    language: Line | None = Field(None, max_length=35)
    direction: Direction | None = None
    headline: Annotated[str, AfterValidator(_headline)]
    lead: Line = ""
    body: Annotated[tuple[Block, ...], AfterValidator(_blocks)] = ()
    authors: Lines = ()
    dateline: Line | None = None
    credit: Line | None = None
    published_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    date_source: Literal["source", "page", "text", "file", "unknown"] = "unknown"
    urgency: int | None = Field(None, ge=1, le=9)
    breaking: bool = False
    embargo: Embargo | None = None
    expires_at: AwareDatetime | None = None
    section_hint: Line | None = None
    categories: Lines = ()
    media: Annotated[tuple[Media, ...], AfterValidator(_media)] = ()
    links: Annotated[tuple[Link, ...], AfterValidator(_links)] = ()
    evolves: str | None = None
    translation_of: str | None = None
    correction: CorrectionNote | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One item of a document that could not be understood; ``path`` leads to the field, ``item`` names the item."""

    item: str
    reason: str
    path: str = ""


Parsed = Draft | Fault

"""What a parser understands of one item: the fields of a revision that a source can know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from khabar.models import Block, CorrectionNote, Direction, Link, Media, Model
from khabar_ingest.sanitise import CleanBlocks, canonical, clean_block, web_url
from khabar_ingest.stamps import YEARS
from khabar_ingest.text import normalise

BUG: Final = "a bug in Khabar: this item cannot be taken; the log of the ingest service shows where"
_MOST_BLOCKS: Final = 2_000
_MOST_CHARACTERS: Final = 1_000_000
_MOST_NAMED: Final = 100
"""How many authors, categories, pictures or links of one item are kept; no article has more."""
_Part = TypeVar("_Part", bound=Model)
_Addressed = TypeVar("_Addressed", Media, Link)


def _lines(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for value in values[:_MOST_NAMED] if (line := normalise(value))))


def _known(item: _Part) -> _Part:
    """The same with the fields that are ours alone, their text normalised."""
    kept = {name: normalise(value) if isinstance(value, str) else value for name, value in item.__dict__.items()}
    return item if kept == item.__dict__ and not item.model_extra else type(item)(**kept)


def _correction(note: CorrectionNote | None) -> CorrectionNote | None:
    return None if note is None else _known(note)


def _moment(value: datetime) -> datetime:
    if value.year not in YEARS:
        kind, words = "odd_year", "the year is not between 1900 and 2199"
        raise PydanticCustomError(kind, words)
    return value


def _blocks(value: object, read: ValidatorFunctionWrapHandler) -> tuple[Block, ...]:
    """Blocks that can be kept; those that were read from HTML are clean as they come."""
    blocks: tuple[Block, ...] = read(value)
    if len(blocks) > _MOST_BLOCKS:
        kind, words = "too_many_blocks", "has {blocks} blocks, more than {most}; send it in parts"
        raise PydanticCustomError(kind, words, {"blocks": len(blocks), "most": _MOST_BLOCKS})
    if isinstance(value, CleanBlocks):
        return blocks
    return tuple(block for raw in blocks if (block := clean_block(raw)) is not None)


def _once(items: tuple[_Addressed, ...]) -> tuple[_Addressed, ...]:
    """Each picture or link once, under an address that may be fetched."""
    kept = map(_known, reversed(items[:_MOST_NAMED]))
    return tuple({item.url: item for item in kept if web_url(item.url)}.values())[::-1]


def _canonical(value: str | None) -> str | None:
    return canonical(value or "")


def _headline(value: str) -> str:
    line = normalise(value)
    if not line:
        kind, words = "no_headline", "there is no headline, and no text to make one from"
        raise PydanticCustomError(kind, words)
    return line


Moment = Annotated[AwareDatetime, AfterValidator(_moment)]
Line = Annotated[str, AfterValidator(normalise)]
Lines = Annotated[tuple[str, ...], AfterValidator(_lines)]
Url = Annotated[str | None, AfterValidator(_canonical)]


class Embargo(BaseModel):
    """Why an item may not be seen yet. Without ``until`` it waits for a person."""

    model_config = ConfigDict(frozen=True)

    until: Moment | None = None
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
    body: Annotated[tuple[Block, ...], WrapValidator(_blocks)] = ()
    authors: Lines = ()
    dateline: Line | None = None
    credit: Line | None = None
    published_at: Moment | None = None
    updated_at: Moment | None = None
    date_source: Literal["source", "page", "text", "file", "unknown"] = "unknown"
    urgency: int | None = Field(None, ge=1, le=9)
    breaking: bool = False
    embargo: Embargo | None = None
    expires_at: Moment | None = None
    section_hint: Line | None = None
    categories: Lines = ()
    media: Annotated[tuple[Media, ...], AfterValidator(_once)] = ()
    links: Annotated[tuple[Link, ...], AfterValidator(_once)] = ()
    usage_terms: Line | None = None
    imported: bool = False
    evolves: Line | None = None
    translation_of: Line | None = None
    correction: Annotated[CorrectionNote | None, AfterValidator(_correction)] = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        size = sum(map(len, (self.headline, self.lead, *self.authors, *self.categories, *self._texts())))
        if size > _MOST_CHARACTERS:
            kind, words = "too_long", "has {size} characters of text, more than {most}; send it in parts"
            raise PydanticCustomError(kind, words, {"size": size, "most": _MOST_CHARACTERS})
        return self

    def _texts(self) -> Iterator[str]:
        for block in self.body:
            yield block.text
            if block.items or block.rows:
                yield from chain(block.items, *block.rows)
        for media in self.media:
            yield media.caption or ""
            yield media.alt or ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One item of a document that could not be understood; ``path`` leads to the field, ``item`` names the item.

    ``again`` says that the document broke off there: its source should hand it over once more with its next poll.
    ``left_out`` says that nothing is wrong with it, and that it is none of the newsroom's all the same: a post that its
    site does not show, a package of links.
    """

    item: str
    reason: str
    path: str = ""
    again: bool = False
    left_out: bool = False


Parsed = Draft | Fault

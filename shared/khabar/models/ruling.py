"""What editors decided about tags: for good about one, and for one article."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, Field

from khabar.models.base import Model
from khabar.models.enrichment import TagType

_ID: Final = re.compile(r"[a-z][a-z-]{0,15}:[^\W_][\w.-]{0,79}")


def _tag_id(value: str) -> str:
    if not _ID.fullmatch(value):
        msg = "is no tag's id; write a kind, a colon and a slug, such as loc:deir-ezzor"
        raise ValueError(msg)
    return value


TagId = Annotated[str, AfterValidator(_tag_id)]
"""A tag's id: a kind, a colon and a slug of letters, digits, hyphens and points."""


class TagRef(Model):
    """A tag by its id, with what readers are shown of it."""

    id: str
    type: TagType
    name: str


class TagRuling(Model):
    """All that editors decided about a tag; each one stands whole in place of those before.

    ``revision`` counts the decisions of a newsroom about all tags. ``name`` is the display name that was decided, None
    where that of the table stands. ``into`` is the tag that a merged one leads to. ``aliases`` are the spellings under
    which a tag is known that an editor accepted from the review queue.
    """

    id: str
    revision: int = Field(ge=1)
    type: TagType
    name: str | None = None
    into: TagRef | None = None
    blocked: bool = False
    aliases: tuple[str, ...] = ()
    by: str = ""
    reason: str = ""
    at: AwareDatetime | None = None


class TagLocks(Model):
    """The tags that editors put on an article, or took from it; whole, and for every later revision too.

    ``id`` is the article's, ``revision`` the newest that was public when this was decided.
    """

    id: str
    revision: int = Field(ge=1)
    added: tuple[TagRef, ...] = ()
    removed: tuple[str, ...] = ()
    by: str = ""
    reason: str = ""
    at: AwareDatetime | None = None

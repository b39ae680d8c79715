"""What people ask for about tags."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from khabar.models import TagId, TagType
from khabar_ingest.commanding import Person, Reason
from khabar_ingest.text import normalise

TagVerb = Literal["merge", "unmerge", "rename", "block", "unblock"]
TAG_VERBS: Final[tuple[TagVerb, ...]] = ("merge", "unmerge", "rename", "block", "unblock")
ReviewVerb = Literal["accept", "reject"]
REVIEW_VERBS: Final[tuple[ReviewVerb, ...]] = ("accept", "reject")
MOST_AT_ONCE: Final = 50


def _shown(value: str) -> str:
    name = normalise(value)
    if not name:
        msg = "is empty"
        raise ValueError(msg)
    return name


Name = Annotated[str, Field(max_length=120), AfterValidator(_shown)]
"""A tag's display name, as readers see it."""

Ids = Annotated[tuple[TagId, ...], Field(max_length=MOST_AT_ONCE)]


class _Order(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Reason
    by: Person = "api"


class TagOrder(_Order):
    """A decision about a tag: for a merger ``into`` which, for a renaming the ``name``."""

    into: TagId | None = None
    name: Name | None = None

    def lacks(self, verb: TagVerb) -> str:
        """What a verb needs and was not given, as a sentence; nothing when all is there."""
        needed = {"merge": ("into", self.into), "rename": ("name", self.name)}
        field, value = needed.get(verb, ("", "given"))
        return "" if value else f"{field}: Field required to {verb} a tag"


class ReviewOrder(_Order):
    """A decision about a name of the review queue; accepted under another ``id`` or ``name`` where those are given."""

    key: Annotated[str, Field(max_length=200)]
    type: TagType | None = None
    id: TagId | None = None
    name: Name | None = None


class RetagOrder(_Order):
    """Tags to put on an article, to take from it, and those that the rules may decide about again."""

    add: Ids = ()
    remove: Ids = ()
    unlock: Ids = ()

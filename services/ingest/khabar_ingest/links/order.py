"""What people ask for about the related links of an article."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from khabar_ingest.commanding import Person, Reason
from khabar_ingest.timers import is_article

LinkVerb = Literal["pin", "unpin", "block", "unblock", "freeze", "thaw"]
MOST_PINNED: Final = 6
"""As many links as an article has at most."""

MOST_BLOCKED: Final = 500
MOST_AT_ONCE: Final = 50
_OF_OTHERS: Final = frozenset({"pin", "unpin", "block", "unblock"})


def _article(value: str) -> str:
    id_ = value.strip().lower()
    if not is_article(id_):
        msg = f"{value!r} is no article's id"
        raise ValueError(msg)
    return id_


Others = Annotated[tuple[Annotated[str, AfterValidator(_article)], ...], Field(max_length=MOST_AT_ONCE)]
"""Ids of other articles."""


class LinkOrder(BaseModel):
    """A decision about the links of an article: which ``others`` to pin or block, or none to freeze the whole list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verb: LinkVerb
    others: Others = ()
    reason: Reason
    by: Person = "api"

    @model_validator(mode="after")
    def _names_what_it_is_about(self) -> Self:
        if (self.verb in _OF_OTHERS) is not bool(self.others):
            needed = "names at least one other article" if self.verb in _OF_OTHERS else "is about the whole list"
            msg = f"others: to {self.verb} {needed}"
            raise ValueError(msg)
        return self

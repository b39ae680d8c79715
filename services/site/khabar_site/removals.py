"""Reading the parameters of a removal."""

from datetime import UTC, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, ValidationError, model_validator
from starlette.datastructures import QueryParams

from khabar_site.problems import unreadable
from khabar_site.store import Removal
from khabar_site.store.standing import Kind

_YEARS = range(1000, 9999)  # four digits in every zone


def _four_digits(at: datetime) -> datetime:
    if at.year not in _YEARS:
        msg = f"lies in the year {at.year}; a year between {_YEARS[0]} and {_YEARS[-1]} is needed"
        raise ValueError(msg)
    return at


def _usual(text: str) -> str:
    if text != str(UUID(text)):
        msg = "is not a uuid in its usual form (lower case, with hyphens)"
        raise ValueError(msg)
    return text


class _Wanted(BaseModel):
    revision: Annotated[int, Field(ge=1, lt=2**31)]
    kind: Kind
    reason: Annotated[str, Field(max_length=500)] = ""
    at: Annotated[AwareDatetime, AfterValidator(_four_digits)] | None = None
    into: Annotated[str, AfterValidator(_usual)] | None = None

    @model_validator(mode="after")
    def _merges_what_comes_back(self) -> Self:
        if self.into and self.kind != "unpublish":
            msg = f"into goes with kind=unpublish, not with {self.kind}"
            raise ValueError(msg)
        return self


def removal(query: QueryParams, now: datetime) -> Removal:
    """Read ``revision``, ``kind``, ``reason``, ``at`` and ``into`` from a query.

    ``at`` (ISO 8601, with a zone) is when the article was removed and is told on its page; without it, that is ``now``.
    ``into`` is the article that an unpublished one was merged into: its addresses lead there while that one is live.

    Raises:
        Refused: 422 with the parameters that are wrong or missing.
    """
    try:
        wanted = _Wanted.model_validate(dict(query))
    except ValidationError as error:
        raise unreadable(error) from error
    reason = " ".join(wanted.reason.split())
    at = (wanted.at or now).astimezone(UTC)
    return Removal(wanted.revision, wanted.kind, reason, at.isoformat(timespec="seconds"), wanted.into)

"""Reading the parameters of a removal."""

from datetime import UTC, datetime
from typing import Self

from pydantic import BaseModel, ValidationError, model_validator
from starlette.datastructures import QueryParams

from khabar_site.forms import Count, Moment, Uuid, Words
from khabar_site.problems import unreadable
from khabar_site.store import Removal
from khabar_site.store.standing import Kind


class _Wanted(BaseModel):
    revision: Count
    kind: Kind
    reason: Words = ""
    at: Moment | None = None
    into: Uuid | None = None

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
        raise unreadable(error, what="query") from error
    reason = " ".join(wanted.reason.split())
    at = (wanted.at or now).astimezone(UTC)
    return Removal(wanted.revision, wanted.kind, reason, at.isoformat(timespec="seconds"), wanted.into)

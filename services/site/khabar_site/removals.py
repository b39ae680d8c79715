"""Reading the parameters of a removal."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError
from starlette.datastructures import QueryParams

from khabar_site.problems import unreadable
from khabar_site.store import Removal
from khabar_site.store.standing import Kind


class _Wanted(BaseModel):
    revision: Annotated[int, Field(ge=1, lt=2**31)]
    kind: Kind
    reason: Annotated[str, Field(max_length=500)] = ""


def removal(query: QueryParams, now: datetime) -> Removal:
    """Read ``revision``, ``kind`` and ``reason`` from a query.

    Raises:
        Refused: 422 with the parameters that are wrong or missing.
    """
    try:
        wanted = _Wanted.model_validate(dict(query))
    except ValidationError as error:
        raise unreadable(error) from error
    reason = " ".join(wanted.reason.split())
    return Removal(wanted.revision, wanted.kind, reason, now.isoformat(timespec="seconds"))

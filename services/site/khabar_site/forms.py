"""The forms that parts of a request must have, beyond what the contract says of them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

_YEARS = range(1000, 9999)  # four digits in every zone
_LETTERS = 500


def _usual(text: str) -> str:
    if text != str(UUID(text)):
        msg = "is not a uuid in its usual form (lower case, with hyphens)"
        raise ValueError(msg)
    return text


def _four_digits(at: datetime) -> datetime:
    if at.year not in _YEARS:
        msg = f"lies in the year {at.year}; a year between {_YEARS[0]} and {_YEARS[-1]} is needed"
        raise ValueError(msg)
    return at


def _day(text: str) -> str:
    if text != date.fromisoformat(text).isoformat() or text < f"{_YEARS[0]}":
        msg = "is not an ISO 8601 day, such as 2024-03-09"
        raise ValueError(msg)
    return text


Uuid = Annotated[str, AfterValidator(_usual)]
Moment = Annotated[AwareDatetime, AfterValidator(_four_digits)]
Day = Annotated[str, AfterValidator(_day)]
StoryId = Annotated[str, Field(pattern="^[a-z2-7]{12}$")]
Words = Annotated[str, Field(max_length=_LETTERS)]
Count = Annotated[int, Field(ge=1, lt=2**31)]
Version = Annotated[int, Field(ge=1, lt=2**63)]

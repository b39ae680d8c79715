"""What the newsroom rules about one target: what goes there, when, how fast, and what is proved of it."""

from datetime import time
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from khabar.source_rules import Urgency

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: Final[tuple[Day, ...]] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600}


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Pace(NamedTuple):
    """So many deliveries in so many seconds."""

    deliveries: int
    seconds: int


def pace(text: str) -> Pace:
    """Read ``20/minute``.

    Raises:
        ValueError: it says no pace.
    """
    count, _, unit = text.partition("/")
    if not (count.isascii() and count.isdecimal() and int(count) and unit in _SECONDS):
        msg = f"{text!r} is no rate; write such as 20/minute (second, minute or hour)"
        raise ValueError(msg)
    return Pace(int(count), _SECONDS[unit])


def _rate(text: str) -> str:
    pace(text)
    return text


class Only(_Rule):
    """What goes to a target: an article that meets all that is said here; what is left empty asks nothing.

    Args:
        sections: it stands in one of these sections (their ids).
        tags: it carries one of these tags (their ids).
        languages: it is in one of these languages.
        urgency: it is at least so urgent (IPTC: 1 is the most urgent); breaking news always is.
    """

    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    urgency: Urgency | None = None


class Hours(_Rule):
    """When revisions go to a target, in the newsroom's zone; removals go at any hour.

    ``opens`` after ``closes`` means over midnight, and the day is that of the opening. With ``urgent`` what is urgent
    goes at any hour too.
    """

    days: Annotated[tuple[Day, ...], Field(min_length=1)] = DAYS
    opens: time
    closes: time
    urgent: bool = True

    @model_validator(mode="after")
    def _opens(self) -> Self:
        if self.opens == self.closes:
            msg = "opens and closes are the same moment; leave hours away for a target that is always open"
            raise ValueError(msg)
        return self


class TargetRules(BaseModel):
    """The rules that every kind of target knows.

    Args:
        format: how articles are rendered, of the group ``khabar.formats``; without it, as the kind of target does.
        rate: how many deliveries begin in a time at most, such as ``20/minute``, for all replicas together.
        burst: how many of them may begin at once.
        concurrency: calls at the same time from each replica; without it, the service's own setting.
        late: what becomes of an article that enrich is late with: it waits, or it goes as it came and is amended later;
            without it, it goes to the newsroom's own page and waits for others.
        late_after_seconds: from when on enrich is late.
        verify_seconds: how long a page may take to show what was delivered before it is missing; 0 looks at none.
        read_at: where its pages are read to see that, if not at its url.
        canary: whether a hidden article is delivered every five minutes, to measure how long that takes.
    """

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)

    format: str | None = None
    only: Only | None = None
    hours: Hours | None = None
    rate: Annotated[str, AfterValidator(_rate)] | None = None
    burst: int = Field(1, ge=1, le=1_000)
    concurrency: int | None = Field(None, ge=1, le=64)
    late: Literal["wait", "go"] | None = None
    late_after_seconds: float = Field(60.0, ge=1, le=86_400)
    verify_seconds: float | None = Field(None, ge=0, le=86_400)
    read_at: str | None = Field(None, pattern=r"^https?://[^\s/@]+")
    canary: bool | None = None

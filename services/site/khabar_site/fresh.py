"""How long the words of a page stay true that say how long ago something was."""

from collections.abc import Iterable
from datetime import datetime

from khabar_site.look import Look


def until(look: Look, now: datetime, moments: Iterable[datetime]) -> datetime | None:
    """When the first of some moments has to be told in other words; None where pages tell moments as such."""
    if look.config.site.times != "relative":
        return None
    return min((look.voice.dates.ago_until(moment, now) for moment in moments), default=None)

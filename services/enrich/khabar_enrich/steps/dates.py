"""The temporal expressions of an article, told from the day it was published.

The anchor is ``published_at`` in the zone of its source, else in the newsroom's. Where the source gave no date, it is
the day the article was received, and every relative expression is approximate. Expressions are read in Arabic; dates
in figures in every language, also with English, French, Turkish and Iranian names of months where a year is told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from khabar.config import Config
from khabar.models import DateMention, Enrichment, Revision
from khabar_enrich.dates import Reader, Reading, doubtful, may_tell
from khabar_enrich.page import Page, Zone

_MONTH_FIRST: Final = frozenset(["en"])  # 3/4/2022 is of March to some of its readers, of April to others


@dataclass(frozen=True, slots=True)
class Dates:
    """Finds dates and says which day, month or stretch of time is meant."""

    config: Config
    name: ClassVar[str] = "dates"
    version: ClassVar[str] = "2"
    order: ClassVar[int] = 30

    @classmethod
    def load(cls, config: Config) -> Self:
        """Keep the newsroom's zone and those of its sources."""
        return cls(config)

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the dates in reading order."""
        guessed = page.revision.published_at is None
        anchor = self._anchor(page.revision)
        minutes = None if guessed else anchor.hour * 60 + anchor.minute
        reader = Reader.on(anchor.date(), minutes, day_first=found.language not in _MONTH_FIRST)
        zones = {zone.name: zone for zone in page.zones}
        telling = [zone for zone in page.zones if may_tell(zone.forms)]
        readings = doubtful([reading for zone in telling for reading in reader.read(zone.name, zone.folded.text)])
        dates = tuple(_mention(zones[reading.zone], reading, guessed=guessed) for reading in readings)
        return found.model_copy(update={"dates": dates})

    def _anchor(self, revision: Revision) -> datetime:
        written = next((each.timezone for each in self.config.sources if each.id == revision.source.id), None)
        zone = _zone(written or revision.source.timezone) or self.config.newsroom.zone
        moment = revision.published_at or revision.received_at
        try:
            return moment.astimezone(zone)
        except OverflowError:  # the first and the last day of the calendar have no neighbour in another zone
            return moment


def _zone(name: str | None) -> ZoneInfo | None:
    """The zone of that name; None where this machine knows none, for a revision may come from another."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _mention(zone: Zone, reading: Reading, *, guessed: bool) -> DateMention:
    start, end = zone.folded.span(reading.start, reading.end)
    return DateMention(
        text=zone.text[start:end],
        zone=zone.name,
        start=start,
        end=end,
        value=reading.period.value,
        precision=reading.period.precision,
        approx=reading.period.approx or (guessed and reading.relative),
        consistent=reading.consistent,
        anchor=reading.anchor,
    )

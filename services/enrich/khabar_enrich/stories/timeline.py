"""The day on which happened what an article tells, for a story's timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, Literal

from khabar.models import DateMention, Enrichment, Revision
from khabar_enrich.page import zone_texts

_EARLIEST: Final = timedelta(days=30)
_TO_THE_DAY: Final = frozenset({"day", "minute"})
_SINCE: Final = frozenset({"منذ", "ومنذ", "حتى", "وحتى", "إلى", "وإلى", "لغاية", "ولغاية"})

Reason = Literal["casualties", "told", "date", "publication"]


@dataclass(frozen=True, slots=True)
class Happened:
    """A day and why it was chosen.

    ``casualties``: people came to harm on it. ``told``: a source says so of it. ``date``: the opening names it.
    ``publication``: the opening names no day that is past, sure and at most 30 days old. ``text`` is what is written.
    """

    day: date
    reason: Reason
    text: str = ""


def happened(revision: Revision, enrichment: Enrichment, zone: tzinfo = UTC) -> Happened:
    """Return the day of the event that an article tells of, from its opening, else the day of its publication.

    Of the days in the headline, the lead and the first paragraph count, in this order, that of a casualty figure, the
    first within what a source says ("the ministry said on Monday that on Sunday …") and the first of all. A day since
    or until which something goes on is background.

    Args:
        revision: the article.
        enrichment: its dates, facts and attributions are read.
        zone: the newsroom's, in which the day of publication is told.
    """
    published = _local(revision.published_at or revision.received_at, zone)
    opening = _opening(revision)
    told = [fact for fact in enrichment.facts if fact.when and fact.zone in opening]
    for fact in sorted(told, key=lambda fact: opening.index(fact.zone)):
        if (day := _day(str(fact.when))) and _recent(day, published):
            return Happened(day, "casualties", fact.text)
    return next(_dated(revision, enrichment, published), Happened(published, "publication"))


def _dated(revision: Revision, enrichment: Enrichment, published: date) -> Iterator[Happened]:
    """Yield the days of the opening, those that a source tells of first."""
    opening, texts = _opening(revision), {zone: text for zone, text, _ in zone_texts(revision)}
    mentions = sorted(
        (each for each in enrichment.dates if each.zone in opening and not _bound(each, texts.get(each.zone, ""))),
        key=lambda each: (opening.index(each.zone), each.start),
    )
    sure = [(each, day) for each in mentions if (day := _sure(each)) and _recent(day, published)]
    yield from (Happened(day, "told", each.text) for each, day in sure if _said(each, enrichment))
    yield from (Happened(day, "date", each.text) for each, day in sure)


def _opening(revision: Revision) -> list[str]:
    first = next((n for n, block in enumerate(revision.body) if block.type == "paragraph" and block.text), 0)
    return ["headline", "lead", f"body.{first}"]


def _bound(mention: DateMention, text: str) -> bool:
    """Tell whether a day is only where something begins or ends: ``منذ الأربعاء``."""
    before, inside = text[: mention.start].split(), mention.text.split()
    return not _SINCE.isdisjoint((*before[-1:], *inside[:1]))


def _said(mention: DateMention, enrichment: Enrichment) -> bool:
    return any(
        said.zone == mention.zone and said.start <= mention.start and mention.end <= said.end
        for said in enrichment.attributions
    )


def _sure(mention: DateMention) -> date | None:
    if mention.precision not in _TO_THE_DAY or mention.approx or not mention.consistent:
        return None
    return _day(mention.value)


def _day(value: str) -> date | None:
    """Return the day of an ISO 8601 value; None for a week, a month, a year or a stretch of time."""
    try:
        return datetime.fromisoformat(value).date() if value[4:5] == "-" and value[5:6] != "W" else None
    except ValueError:
        return None


def _recent(day: date, published: date) -> bool:
    return published - _EARLIEST <= day <= published


def _local(moment: datetime, zone: tzinfo) -> date:
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # the first and the last day of the calendar have no neighbour in another zone
        return moment.date()

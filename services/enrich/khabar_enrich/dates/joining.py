"""Expressions that stand side by side and tell one time: a day and its hour, a Hijri day and the common one."""

from dataclasses import replace
from typing import Final, NamedTuple

from khabar_enrich.dates import period as periods
from khabar_enrich.dates.alphabet import Token
from khabar_enrich.dates.clock import timed, zone_at
from khabar_enrich.dates.period import Clock, Period
from khabar_enrich.dates.rule import Context

_BETWEEN_DAY_AND_HOUR: Final = frozenset(["comma", "of", "in", "open", "close", "clitic", "at", "dayword"])
_BETWEEN_CALENDARS: Final = frozenset(
    ["open", "comma", "matching", "slash", "dash", "clitic", "dayword", "article", "in", "hijri_mark", "common_mark"]
)
_WIDEST: Final = 4
_NEAR: Final = 12
_SIGHTING_DAYS: Final = 1  # a month begins with the sighting of the moon, a day beside the computed one at most


class Item(NamedTuple):
    """What an expression means, and the tokens it takes: from ``first`` to before ``after``."""

    first: int
    after: int
    meaning: Period | Clock
    consistent: bool = True
    relative: bool = False
    anchor: str | None = None
    lasted_days: int | None = None
    daypart: str | None = None


def joined(items: list[Item], row: list[Token], context: Context) -> list[Item]:
    """Put together what tells one time; hours that belong to no day are left out."""
    done: list[Item] = []
    for item in items:
        before = done[-1] if done else None
        whole = before and (_day_and_hour(before, item, row) or _two_calendars(before, item, row))
        if whole:
            done[-1] = whole
        else:
            if before and isinstance(before.meaning, Clock):
                done[-1:] = _alone(before, before.meaning, done, context)
            done.append(item)
    if done and isinstance(done[-1].meaning, Clock):
        done[-1:] = _alone(done[-1], done[-1].meaning, done, context)
    return [_since(_closed(item, row), row, context) for item in done]


def _day_and_hour(one: Item, other: Item, row: list[Token]) -> Item | None:
    if not _linked(one, other, row, _BETWEEN_DAY_AND_HOUR):
        return None
    clock, day = (one, other) if isinstance(one.meaning, Clock) else (other, one)
    if not isinstance(clock.meaning, Clock) or not isinstance(day.meaning, Period) or day.meaning.precision != "day":
        return None
    zone, after = zone_at(row, other.after) if not clock.meaning.zone else (clock.meaning.zone, other.after)
    minute = timed(day.meaning.first, replace(clock.meaning, zone=zone), day.daypart)
    return day._replace(first=one.first, after=after, meaning=minute) if minute else None


def _two_calendars(one: Item, other: Item, row: list[Token]) -> Item | None:
    hijri, common = (one, other) if _is_hijri(one, row) else (other, one)
    if not _is_hijri(hijri, row) or _is_hijri(common, row) or not _linked(one, other, row, _BETWEEN_CALENDARS):
        return None
    told, same = common.meaning, hijri.meaning
    if not isinstance(told, Period) or not isinstance(same, Period) or one.after == other.first:
        return None
    if (told.precision, same.precision) != ("day", "day"):
        return None
    agree = abs((told.first - same.first).days) <= _SIGHTING_DAYS
    return common._replace(first=one.first, after=other.after, consistent=agree and one.consistent and other.consistent)


def _alone(item: Item, clock: Clock, done: list[Item], context: Context) -> list[Item]:
    """An hour without a day is that of the day named just before, else of the day of publication."""
    if not clock.alone:
        return []
    before = done[-2] if len(done) > 1 and item.first - done[-2].after <= _NEAR else None
    if before and isinstance(before.meaning, Period) and before.meaning.precision in ("day", "minute"):
        minute = timed(before.meaning.first, clock, before.daypart)
        return [item._replace(meaning=minute, anchor=periods.day(before.meaning.first).value)] if minute else []
    minute = timed(context.today, clock, None)
    return [item._replace(meaning=minute, relative=True, anchor=context.anchor)] if minute else []


def _closed(item: Item, row: list[Token]) -> Item:
    """Take in the bracket that closes one within: الثلاثاء (8 فبراير)."""
    opened = sum(("open" in token.kinds) - ("close" in token.kinds) for token in row[item.first : item.after])
    shut = opened > 0 and item.after < len(row) and "close" in row[item.after].kinds
    return item._replace(after=item.after + shut)


def _since(item: Item, row: list[Token], context: Context) -> Item:
    """Make a day that was told from publication and follows منذ the time since: منذ مطلع العام, منذ الخميس الماضي."""
    told = item.meaning
    if not item.relative or not isinstance(told, Period) or told.precision != "day":
        return item
    if "since" not in row[item.first - 1].kinds or told.first >= context.today:
        return item
    return item._replace(
        first=item.first - 1, meaning=Period(told.first, context.today, "interval", approx=told.approx)
    )


def _linked(one: Item, other: Item, row: list[Token], links: frozenset[str]) -> bool:
    between = row[one.after : other.first]
    return len(between) < _WIDEST and all(not links.isdisjoint(token.kinds) for token in between)


def _is_hijri(item: Item, row: list[Token]) -> bool:
    return any("hijri" in token.kinds or "hijri_year" in token.kinds for token in row[item.first : item.after])

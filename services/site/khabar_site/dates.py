"""Dates in words, in the language, the month names and the digits of the interface."""

import re
from datetime import date, datetime, timedelta

from babel import Locale

from khabar.website import Months
from khabar_site.elapsed import elapsed
from khabar_site.phrases import Phrases

_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d\d")
_WEEK = re.compile(r"(\d{4})-W(\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?")


class Dates:
    """Tells dates in the words of an interface; Arabic months by the names that ``months`` chooses."""

    def __init__(self, phrases: Phrases, months: Months = "both") -> None:
        self._phrases, self._say, self._number = phrases, phrases.say, phrases.number
        self._months = _months(phrases.language, months)
        self._weekdays = Locale.parse(phrases.language).days["format"]["wide"]

    def month(self, year: int, number: int) -> str:
        """A month with its year: «شباط/فبراير 2022»."""
        return f"{self.month_name(number)} {self.year(year)}"

    def month_name(self, number: int) -> str:
        """The name of a month, or both names where two are told: «شباط/فبراير»."""
        return self._months[number]

    def year(self, year: int) -> str:
        """A year in the interface's digits."""
        return self._number(f"{year:04d}")

    def day(self, value: date) -> str:
        """A day: «7 شباط/فبراير 2022»."""
        return f"{self._number(value.day)} {self.month(value.year, value.month)}"

    def long_day(self, value: date) -> str:
        """A day with its name: «الاثنين، 7 شباط/فبراير 2022»."""
        return self._say("dates.long_day", weekday=self._weekdays[value.weekday()], day=self.day(value))

    def time(self, value: datetime) -> str:
        """The time of day in the zone the value carries: «10:15»."""
        return self._number(f"{value:%H:%M}")

    def moment(self, value: datetime) -> str:
        """A day and the time of day in the zone the value carries: «7 شباط/فبراير 2022، 10:15»."""
        return self._say("dates.moment", day=self.day(value), time=self.time(value))

    def ago(self, value: datetime, now: datetime) -> str:
        """How long ago a moment was: «قبل 3 دقائق», «أمس، 10:15»; the moment itself if that says it better."""
        told = elapsed(value, now, self._phrases)
        if told.yesterday:
            return self._say("dates.moment", day=self._say("dates.yesterday"), time=self.time(value))
        return told.words or self.moment(value)

    def ago_until(self, value: datetime, now: datetime) -> datetime:
        """When what `ago` says becomes untrue; for a moment that is told as such, the end of time."""
        return elapsed(value, now, self._phrases).until

    def in_words(self, value: str) -> str | None:
        """What an ISO 8601 day, month, year, week, minute or interval means; None where it is none of them."""
        start, slash, end = value.partition("/")
        if not slash:
            return self._single(value)
        first, last = self._single(start), self._single(end)
        return self._say("dates.range", first=first, last=last) if first and last else None

    def about(self, words: str, *, interval: bool) -> str:
        """Words for a date that is not known exactly."""
        return self._say("dates.about_range" if interval else "dates.about", date=words)

    def machine(self, value: str) -> str | None:
        """What ``<time datetime>`` may hold: the value, or the start of an interval, which HTML cannot express."""
        start = value.partition("/")[0]
        return start if self._single(start) else None

    def until(self, value: str) -> str:
        """Where an interval ends, which HTML has no place for; empty where there is none."""
        start, _, end = value.partition("/")
        return end if self._single(start) and self._single(end) else ""

    def _single(self, value: str) -> str | None:
        try:
            return self._worded(value)
        except (ValueError, KeyError, OverflowError):  # 30 February, month 13, a week that the year does not have
            return None

    def _worded(self, value: str) -> str | None:
        if _YEAR.fullmatch(value):
            return self._number(value)
        if _MONTH.fullmatch(value):
            return self.month(int(value[:4]), int(value[5:]))
        if found := _WEEK.fullmatch(value):
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return self._say("dates.week", first=self.day(monday), last=self.day(monday + timedelta(days=6)))
        if _DAY.fullmatch(value):
            return self.long_day(date.fromisoformat(value))
        if _MINUTE.fullmatch(value):
            point = datetime.fromisoformat(value)
            told = self._say("dates.moment", day=self.long_day(point), time=self.time(point))
            return self._say("dates.greenwich", moment=told) if value.endswith("Z") else told
        return None


def _months(language: str, names: Months) -> dict[int, str]:
    locales = {"ar": ("ar",), "ar_SY": ("ar_SY",), "both": ("ar_SY", "ar")}[names] if language == "ar" else (language,)
    tables = [Locale.parse(locale).months["format"]["wide"] for locale in locales]
    return {number: "/".join(dict.fromkeys(table[number] for table in tables)) for number in range(1, 13)}

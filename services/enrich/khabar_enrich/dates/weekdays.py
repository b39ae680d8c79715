"""The day of the week before a date: الأحد 6 شباط, يوم الجمعة الموافق 4 فبراير."""

from datetime import date

from khabar_enrich.dates.rule import Found

WEEKDAY = (
    "(?:<daypart:daypart><of>?)?"
    "(?:<dayword>?<weekday:weekday>(?:<comma>|<open>)?(?:<matching>(?:<clitic>|<in>)?|<in>)?)?<dayword>?"
)
"""What may precede a date; see `agrees`."""


def agrees(found: Found, when: date) -> bool:
    """Tell whether the weekday that was named, if any, is the day's own."""
    named = found.number("weekday")
    return named is None or named == when.weekday()

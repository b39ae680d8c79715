"""Temporal expressions in Arabic news: found by pattern, understood from the day of publication."""

from khabar_enrich.dates.lexing import may_tell
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.reading import Reader, Reading, doubtful

__all__ = ["Period", "Reader", "Reading", "doubtful", "may_tell"]

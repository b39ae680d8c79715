"""What an hour more, or a few minutes, say about one source. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from khabar_ingest.health.hearing import HOUR_SECONDS
from khabar_ingest.health.rhythm import Rhythm

_HOUR_FIELD: Final = "hour:"
_MOST_HOURS: Final = 336


@dataclass(frozen=True, slots=True)
class Checkup:
    """What is to be kept and forgotten of how a source speaks, what is to be told, and its pace, once it changed.

    Args:
        tell: ``source.silent`` or ``source.recovered``, or nothing.
        quiet_hours: for how long it had said nothing.
        pace: news an hour that are to be expected now.
    """

    kept: Mapping[str, str] = field(default_factory=dict)
    forgotten: tuple[str, ...] = ()
    tell: str = ""
    quiet_hours: float = 0.0
    pace: float | None = None


def check(said: Mapping[str, str], now: float, watched_since: float) -> Checkup:
    """Learn from the hours that have passed, and judge the quiet since.

    Args:
        said: what is kept of how the source speaks.
        now: Unix seconds.
        watched_since: since when sources have been listened to without a break; the time before says nothing.
    """
    hour = int(now) // HOUR_SECONDS
    first = -(-int(watched_since) // HOUR_SECONDS)  # the first hour that was listened to from its beginning
    learnt = max(int(said.get("learnt", first)), first, hour - _MOST_HOURS)
    heard, told = float(said.get("heard_at", "0")), float(said.get("silent_at", "0"))
    found = _learn(said, learnt, hour) if hour > learnt else Checkup()
    if told and heard > told:
        gone, quiet = (*found.forgotten, "silent_at"), (heard - told) / HOUR_SECONDS
        return replace(found, forgotten=gone, tell="source.recovered", quiet_hours=quiet)
    if told or not heard or not found.kept:  # an hour that is not over proves nothing
        return found
    since = -(-int(max(heard, watched_since)) // HOUR_SECONDS)
    if not Rhythm.read(found.kept["rhythm"]).silent(since, hour):
        return found
    kept = {**found.kept, "silent_at": f"{now:.0f}"}
    return replace(found, kept=kept, tell="source.silent", quiet_hours=(now - heard) / HOUR_SECONDS)


def _learn(said: Mapping[str, str], learnt: int, hour: int) -> Checkup:
    """Put the hours that are over into the rhythm."""
    rhythm = Rhythm.read(said.get("rhythm", ""))
    for passed in range(learnt, hour):
        rhythm = rhythm.heard(passed, int(said.get(f"{_HOUR_FIELD}{passed}", "0")))
    over = tuple(name for name in said if name.startswith(_HOUR_FIELD) and int(name[len(_HOUR_FIELD) :]) < hour)
    return Checkup({"learnt": str(hour), "rhythm": str(rhythm)}, over, pace=rhythm.pace(hour))

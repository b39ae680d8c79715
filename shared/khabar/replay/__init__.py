"""Replay: archived events told once more to one stage, marked as such and in no hurry."""

from khabar.replay.catching_up import from_archive
from khabar.replay.choice import Choice, Told
from khabar.replay.plan import Plan, name_of_run
from khabar.replay.preview import Change, Held, compare
from khabar.replay.run import Progress, Replay

__all__ = ["Change", "Choice", "Held", "Plan", "Progress", "Replay", "Told", "compare", "from_archive", "name_of_run"]

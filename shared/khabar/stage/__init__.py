"""A stage of the pipeline: reads one stream as a group, hands each event to a handler, commits all or nothing."""

from khabar.stage.backoff import Backoff
from khabar.stage.due import KILL, Due
from khabar.stage.hop import MAX_DELIVERIES, Handler, Passed
from khabar.stage.scripts import load
from khabar.stage.serve import application
from khabar.stage.stage import Stage

__all__ = ["KILL", "MAX_DELIVERIES", "Backoff", "Due", "Handler", "Passed", "Stage", "application", "load"]

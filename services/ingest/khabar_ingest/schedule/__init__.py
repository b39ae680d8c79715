"""Which source is polled when, and by which replica."""

from khabar_ingest.schedule.board import Board, Claim, Claimed, Ending
from khabar_ingest.schedule.scheduler import Scheduler

__all__ = ["Board", "Claim", "Claimed", "Ending", "Scheduler"]

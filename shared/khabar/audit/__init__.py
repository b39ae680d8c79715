"""The auditor: compares what a newsroom accepted with what its readers see, and judges by eight invariants."""

from khabar.audit.facts import Acknowledged, Copy, Facts, Link, Queue, Sink, Taken, Told
from khabar.audit.gather import Ask, gather
from khabar.audit.judge import audit
from khabar.audit.readback import read_back
from khabar.audit.tape import Tape
from khabar.audit.verdict import INVARIANTS, Verdict
from khabar.audit.waiting import queues

__all__ = [
    "INVARIANTS",
    "Acknowledged",
    "Ask",
    "Copy",
    "Facts",
    "Link",
    "Queue",
    "Sink",
    "Taken",
    "Tape",
    "Told",
    "Verdict",
    "audit",
    "gather",
    "queues",
    "read_back",
]

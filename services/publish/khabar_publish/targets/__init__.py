"""Targets deliver what formats render; each is registered under the entry-point group ``khabar.targets``."""

from khabar_publish.targets.failures import Asked, Down, Gone, Refused, Regressed, Unknown
from khabar_publish.targets.target import Answer, LinkTarget, RemovalKind, TagTarget, Target

__all__ = [
    "Answer",
    "Asked",
    "Down",
    "Gone",
    "LinkTarget",
    "Refused",
    "Regressed",
    "RemovalKind",
    "TagTarget",
    "Target",
    "Unknown",
]

"""Targets deliver what formats render; each is registered under the entry-point group ``khabar.targets``."""

from khabar_publish.targets.target import Answer, Target

__all__ = ["Answer", "Target"]

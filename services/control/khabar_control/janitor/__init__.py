"""The janitor: frees the server's memory of what is archived and acknowledged, and never of anything else."""

from khabar_control.janitor.rounds import Janitor

__all__ = ["Janitor"]

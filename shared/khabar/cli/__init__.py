"""The ``khabar`` command; services and plug-ins add verbs through the entry-point group ``khabar.commands``."""

from khabar.cli.main import main

__all__ = ["main"]

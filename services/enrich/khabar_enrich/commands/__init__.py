"""The commands that enrich brings: whole archives read with nothing running."""

from khabar_enrich.commands.enrich import enrich

__all__ = ["enrich"]

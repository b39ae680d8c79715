"""Formats render events for targets; each is registered under the entry-point group ``khabar.formats``."""

from khabar_publish.formats.format import Format, make_format

__all__ = ["Format", "make_format"]

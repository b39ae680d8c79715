"""Formats render a revision for targets; each is registered under the entry-point group ``khabar.formats``."""

"""The archiver: every entry of every public stream, safe on a disk before it is trimmed."""

from khabar_control.archiver.archiver import Archiver
from khabar_control.archiver.server import Server

__all__ = ["Archiver", "Server"]

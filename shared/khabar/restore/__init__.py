"""Restore: a server that was emptied, or fell back behind its archive, learns again what was accepted."""

from khabar.restore.rebuild import Rebuild, Restorer
from khabar.restore.restoring import Restoring
from khabar.restore.standing import Standing, look

__all__ = ["Rebuild", "Restorer", "Restoring", "Standing", "look"]

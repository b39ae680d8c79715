"""The archive: every entry of every public stream, in checksummed zstd JSON Lines that outlive the server.

``<archive>/<stream>/<first id>.jsonl.zst`` and its index beside it; `docs/operate/archive.md` tells how to read them
without Khabar.
"""

from khabar.archive.archive import Archive
from khabar.archive.frame import Damaged
from khabar.archive.ids import START, NoId, before, clock, rank, through
from khabar.archive.lifting import lift
from khabar.archive.lock import lock
from khabar.archive.record import Row
from khabar.archive.writer import Writer

__all__ = ["START", "Archive", "Damaged", "NoId", "Row", "Writer", "before", "clock", "lift", "lock", "rank", "through"]

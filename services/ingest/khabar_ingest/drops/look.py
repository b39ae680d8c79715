"""What lies in a folder, and which of its files are complete."""

import os
import re
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

_MOST: Final = 50_000
_UNFINISHED: Final = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", ".uploading", "~")
"""How the programs that people upload with end the names of files that they still write."""

ASIDE: Final = ("done", "failed")
"""The folders inside, where files go when they were taken, or could not be."""

_PARTS = re.compile(r"[\\/]")


@dataclass(frozen=True, slots=True)
class Drop:
    """A file as it was found; ``changed`` is in nanoseconds of Unix time."""

    path: Path
    size: int
    changed: int
    inode: int

    @property
    def mark(self) -> str:
        """What tells this file from any other that had or will have its name."""
        return f"{self.size}:{self.changed}:{self.inode}"

    @property
    def unfinished(self) -> bool:
        """Whether its name says that somebody still writes it."""
        return self.path.name.lower().endswith(_UNFINISHED)


@dataclass(frozen=True, slots=True)
class Look:
    """The files of a folder, and what in it may never be read, with the reason."""

    files: tuple[Drop, ...] = ()
    refused: dict[Path, str] = field(default_factory=dict)


def look(folder: Path) -> Look:
    """Look into a folder; hidden files and folders in it are passed over, and all but the first 50,000 names.

    Raises:
        OSError: it cannot be read.
    """
    found, refused = [], {}
    with os.scandir(folder) as entries:
        for entry in islice((entry for entry in entries if not entry.name.startswith(".")), _MOST):
            if reason := _refusal(entry):
                refused[Path(entry.path)] = reason
            elif drop := _drop(entry):
                found.append(drop)
    return Look(tuple(found), refused)


def _refusal(entry: "os.DirEntry[str]") -> str:
    if entry.name in ASIDE:
        return ""
    if entry.is_symlink():
        return "" if entry.is_dir() else "is a link, which might lead anywhere; put the file itself here"
    return "has '..' in its name; give it another" if ".." in _PARTS.split(entry.name) else ""


def _drop(entry: "os.DirEntry[str]") -> Drop | None:
    try:
        if not entry.is_file(follow_symlinks=False):
            return None
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    return Drop(Path(entry.path), status.st_size, status.st_mtime_ns, status.st_ino)


@dataclass(slots=True)
class Rest:
    """Knows since when each file has not changed, by our own clock: the times of files may be set at will.

    A file is known by its inode, so that one which is renamed when its upload ends need not rest anew.
    """

    seconds: float = 0
    _since: dict[int, tuple[int, int, float]] = field(default_factory=dict)

    def complete(self, files: tuple[Drop, ...], now: float) -> list[Drop]:
        """Choose the files that two looks found alike, ``seconds`` apart at least; the oldest first."""
        before, self._since = self._since, {}
        rested = []
        for drop in files:
            size, changed, since = before.get(drop.inode, (-1, -1, now))
            same = (size, changed) == (drop.size, drop.changed)
            self._since[drop.inode] = (drop.size, drop.changed, since if same else now)
            if same and now - since >= self.seconds and not drop.unfinished:
                rested.append(drop)
        return sorted(rested, key=lambda drop: (drop.changed, drop.path.name))

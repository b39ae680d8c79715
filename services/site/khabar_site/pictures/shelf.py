"""The files of pictures beside the database: written whole or not at all, named by what they were made of."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from khabar_site.pictures.renditions import Rendition

_RECIPE = b"1"  # grows when files are made otherwise: what a name stands for never changes
_SUFFIX = ".webp"


class Shelf:
    """A folder of pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def beside(cls, database: Path) -> "Shelf":
        """The shelf that belongs to a site's database."""
        return cls(database.parent / "pictures")

    def path(self, name: str, width: int) -> Path:
        """Where a file lies."""
        return self.folder / name[:2] / f"{name}-{width}{_SUFFIX}"

    def holds(self, name: str, widths: Sequence[int]) -> bool:
        """Whether all files of a picture are there."""
        return all(self.path(name, width).is_file() for width in widths)

    def put(self, name: str, made: Sequence[Rendition]) -> None:
        """Write a picture's files; when this returns they survive the machine.

        Raises:
            OSError: the disk is full or cannot be written; what was there is as before.
        """
        folder = self.path(name, 0).parent
        folder.mkdir(parents=True, exist_ok=True)
        for each in made:
            _write(self.path(name, each.width), each.content)
        _sync(folder)

    def drop(self, name: str) -> None:
        """Remove a picture's files."""
        for path in self.path(name, 0).parent.glob(f"{name}-*{_SUFFIX}"):
            path.unlink(missing_ok=True)

    def sweep(self, known: Callable[[str], bool]) -> int:
        """Remove the files of pictures that are not known, and what was not finished; return how many."""
        removed = 0
        for path in self.folder.glob("*/*"):
            if path.suffix != _SUFFIX or not known(path.name.partition("-")[0]):
                path.unlink(missing_ok=True)
                removed += 1
        return removed


def name_of(content: bytes) -> str:
    """The name of the files that are made of some bytes."""
    return sha256(_RECIPE + b"\0" + content).hexdigest()[:32]


def _write(path: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.stem}.", suffix=".new", delete=False) as new:
        try:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
            Path(new.name).chmod(0o644)
            Path(new.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(new.name).unlink(missing_ok=True)
            raise


def _sync(folder: Path) -> None:
    """Make the names in a folder, and its own in the folder above, survive the machine."""
    for each in (folder, folder.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

"""Files of a folder that anybody may read: written whole or not at all, and never outside it."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from khabar import Rejected

_PATH: Final = re.compile(r"(?:[0-9]{4}/[0-9]{2}/)?[a-z0-9-]{1,64}(?:\.[a-z0-9]{1,16}){1,2}")
_HERE: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_MADE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


class Files:
    """Writes and removes files below a folder that has to be there; links inside it are never followed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, path: str, body: bytes) -> bool:
        """Have a file hold exactly this; False where it did already.

        Raises:
            OSError: it cannot be written; then it is as it was.
        """
        *folders, name = _parts(path)
        with self._opened(folders, make=True) as folder:
            if _read(folder, name) == body:
                return False
            _replace(folder, name, body)
            return True

    def remove(self, path: str) -> None:
        """Remove a file, if it is there, and what somebody who died while writing it left beside it."""
        *folders, name = _parts(path)
        with suppress(FileNotFoundError), self._opened(folders) as folder:
            for each in (name, _new(name)):
                with suppress(FileNotFoundError):
                    os.unlink(each, dir_fd=folder)
            os.fsync(folder)

    def has(self, path: str) -> bool:
        """Whether a file is there."""
        *folders, name = _parts(path)
        with suppress(FileNotFoundError), self._opened(folders) as folder:
            return _read(folder, name) is not None
        return False

    def private(self, name: str) -> Path:
        """A folder in the folder that only we may open."""
        with self._opened([]) as root, suppress(FileExistsError):
            os.mkdir(name, 0o700, dir_fd=root)
        with self._opened([name]):
            return self._root / name

    @contextmanager
    def _opened(self, folders: Sequence[str], *, make: bool = False) -> Iterator[int]:
        """Open one folder in the other, each by its own name."""
        here = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for name in folders:
                made = make and _made(here, name)
                below = os.open(name, _HERE, dir_fd=here)
                os.close(here)
                here = below
                if made:
                    os.fchmod(here, 0o755)  # the process' own mask must not shut the web server out
            yield here
        finally:
            os.close(here)


def is_place(path: str) -> bool:
    """Whether a file may lie there."""
    return bool(_PATH.fullmatch(path))


def _new(name: str) -> str:
    """What a file is called while it is written."""
    return f".{name}.new"


def _parts(path: str) -> list[str]:
    if not is_place(path):
        msg = f"{path!r} is no place for an article's file"
        raise Rejected(msg)
    return path.split("/")


def _made(here: int, name: str) -> bool:
    try:
        os.mkdir(name, 0o755, dir_fd=here)
    except FileExistsError:
        return False
    os.fsync(here)
    return True


def _read(folder: int, name: str) -> bytes | None:
    """What a file holds; None where there is none, or a link."""
    try:
        with open(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder), "rb") as file:  # noqa: PTH123 - by its descriptor
            return file.read()
    except OSError:
        return None


def _replace(folder: int, name: str, body: bytes) -> None:
    new = _new(name)
    with suppress(FileNotFoundError):
        os.unlink(new, dir_fd=folder)
    try:
        with open(os.open(new, _MADE, 0o644, dir_fd=folder), "wb") as file:  # noqa: PTH123 - as above
            os.fchmod(file.fileno(), 0o644)
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        with suppress(OSError):
            os.unlink(new, dir_fd=folder)
        raise
    os.fsync(folder)

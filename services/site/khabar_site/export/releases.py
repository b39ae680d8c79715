"""The folder of an export: whole releases beside each other, and a link to the one that is served.

``current`` leads to ``.releases/ID``. A release is written apart, and the link is renamed over the old one only when
all of it is on the disk: whoever reads through the link finds the old release or the new one, never half of either.
"""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from khabar import ConfigError

CURRENT, PAGES, GONE = "current", "site", "gone"
_RELEASES, _LOCK, _NEW, _WHOLE = ".releases", ".lock", ".current.new", "export.json"
_ODD = frozenset("\"'`\\${}*?[];#")
_OURS = {CURRENT, _RELEASES, _LOCK, _NEW}


class Release:
    """A release that is being written; files that are as they were before are those of the release before."""

    def __init__(self, folder: Path, before: Path | None) -> None:
        self.folder = folder
        self._before = before
        self.unchanged = 0

    def write(self, name: str, content: bytes) -> None:
        """Write a file, or link to the one of the release before if it is the same to the byte.

        Raises:
            OSError: the name is that of a folder, or there is no room.
        """
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        old = self._before / name if self._before else None
        if old and _same(old, content):
            os.link(old, path)
            self.unchanged += 1
            return
        with path.open("xb") as out:
            out.write(content)

    def finish(self, told: Mapping[str, object]) -> None:
        """Say that the release is whole, with what it holds, and see that all of it is on the disk."""
        os.sync()  # one for thousands of files; on Linux it returns when they are written
        with (self.folder / _WHOLE).open("x", encoding="utf-8") as out:
            json.dump(told, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        _fsync(self.folder)


class Releases:
    """The releases in a folder, held by one export at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.folder = self.root / _RELEASES

    @property
    def current(self) -> Path:
        """The link to what is served."""
        return self.root / CURRENT

    def begin(self) -> Release:
        """Begin a release beside the one that is served, and clear away what an export left that did not end."""
        for each in self.folder.iterdir():
            if not (each / _WHOLE).is_file():
                shutil.rmtree(each)
        folder = self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        folder.mkdir()
        before = self.current.resolve()
        return Release(folder, before if self.current.is_symlink() and before.parent == self.folder else None)

    def swap(self, release: Release) -> None:
        """Serve a finished release from now on."""
        link = self.root / _NEW
        link.unlink(missing_ok=True)
        link.symlink_to(Path(_RELEASES) / release.folder.name)
        link.replace(self.current)
        _fsync(self.root)

    def prune(self, keep: int) -> None:
        """Remove all but the newest releases; the one that is served stays."""
        served = self.current.resolve()
        whole = sorted((each for each in self.folder.iterdir() if each != served), key=lambda each: each.name)
        for each in whole[: max(0, len(whole) - (keep - 1))]:
            shutil.rmtree(each)


@contextmanager
def releases(root: Path) -> Iterator[Releases]:
    """Hold a folder for one export; it is made if there is none.

    Raises:
        ConfigError: the folder holds other things, cannot be used, or another export is under way.
    """
    held = Releases(root)
    try:
        _refuse_others(held.root)
        held.folder.mkdir(parents=True, exist_ok=True)
        with (held.root / _LOCK).open("a", encoding="ascii") as lock:
            _take(lock.fileno(), held.root)
            yield held
    except OSError as error:
        msg = f"{held.root}: cannot be written ({error}); what was exported before is still served"
        raise ConfigError(msg) from error


def _refuse_others(root: Path) -> None:
    if not str(root).isprintable() or _ODD.intersection(str(root)):
        msg = f"{root}: its name could not be told to a web server; choose one without quotes, braces and such signs"
        raise ConfigError(msg)
    others = sorted(each.name for each in root.iterdir() if each.name not in _OURS) if root.exists() else []
    link = root / CURRENT
    if link.exists() and not link.is_symlink():
        others = [CURRENT, *others]
    if others:
        msg = f"{root}: holds {', '.join(others[:3])}, which no export wrote; name an empty folder or a new one"
        raise ConfigError(msg)


def _take(lock: int, root: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        msg = f"{root}: another export is under way there; wait for it"
        raise ConfigError(msg) from None


def _same(old: Path, content: bytes) -> bool:
    try:
        return old.stat().st_size == len(content) and old.read_bytes() == content
    except OSError:
        return False


def _fsync(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)

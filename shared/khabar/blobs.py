"""A content-addressed store of bytes on a disk that the replicas of a service share.

Public blobs lie under ``<root>/public`` and may be served; sealed ones under ``<root>/sealed`` (mode 0700) and may not:
what is under embargo waits there.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

_SHA256 = re.compile(r"[0-9a-f]{64}")


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes in hexadecimal, which is the name they are kept under."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class BlobStore:
    """Bytes by the SHA-256 of their content; writing the same bytes twice is one file."""

    root: Path

    def put(self, content: bytes, *, sealed: bool = False) -> str:
        """Keep some bytes durably and return their SHA-256."""
        name = sha256(content)
        path = self._path(name, sealed=sealed)
        if not path.exists():
            self._write(path, content)
        return name

    def get(self, name: str, *, sealed: bool = False) -> bytes:
        """Return the bytes kept under a SHA-256.

        Raises:
            KeyError: nothing is kept under that name, or it is not a SHA-256.
        """
        try:
            return self._path(name, sealed=sealed).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None

    def publish(self, name: str) -> None:
        """Move sealed bytes to the public side, once they may be seen; harmless when they already are there."""
        sealed, public = self._path(name, sealed=True), self._path(name, sealed=False)
        public.parent.mkdir(parents=True, exist_ok=True)
        try:
            sealed.replace(public)
        except FileNotFoundError:
            if not public.exists():
                raise KeyError(name) from None
        else:
            _sync_directory(public.parent)

    def drop(self, name: str, *, sealed: bool) -> None:
        """Delete bytes that nobody needs any more; harmless when they are gone already."""
        path = self._path(name, sealed=sealed)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _sync_directory(path.parent)

    def _path(self, name: str, *, sealed: bool) -> Path:
        if not _SHA256.fullmatch(name):
            raise KeyError(name)
        return self.root / ("sealed" if sealed else "public") / name[:2] / name

    def _write(self, path: Path, content: bytes) -> None:
        if "sealed" in path.relative_to(self.root).parts:
            (self.root / "sealed").mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                Path(file.name).unlink()
                raise
        Path(file.name).replace(path)
        _sync_directory(path.parent)


def _sync_directory(path: Path) -> None:
    """Make a rename durable: on POSIX the directory entry has to reach the disk too."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

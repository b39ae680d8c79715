"""Where files go when they were taken, or could not be."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

_LONGEST_NAME_BYTES: Final = 200  # file systems take 255: a stamp before and .reason.txt after it find room


@dataclass(frozen=True, slots=True)
class Aside:
    """The folders ``done`` and ``failed`` inside another one."""

    folder: Path

    def put(self, path: Path, where: str, at: datetime, reason: str = "") -> None:
        """Move a file there under a name that is free, the reason if any in ``NAME.reason.txt``.

        A file that is gone is somebody else's doing, and no error.

        Raises:
            OSError: it cannot be moved.
        """
        target = self._free(path.name, where, at)
        try:
            path.replace(target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            return
        except OSError:
            target.unlink(missing_ok=True)
            raise
        if reason:
            target.with_name(f"{target.name}.reason.txt").write_text(reason, "utf-8", errors="replace")

    def _free(self, name: str, where: str, at: datetime) -> Path:
        """Make an empty file in the folder, which nobody else can then take for its own."""
        into = self.folder / where
        into.mkdir(exist_ok=True)
        if into.is_symlink():
            msg = f"{into} is a link; make it a folder"
            raise NotADirectoryError(20, msg)
        plain = os.fsdecode(os.fsencode(name.replace("\\", "_"))[-_LONGEST_NAME_BYTES:])
        for number in range(1_000):
            stamp = f"{at:%Y%m%dT%H%M%S%f}-{number}-" if number else ""
            target = into / f"{stamp}{plain}"
            try:
                os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
            except FileExistsError:
                continue
            return target
        msg = f"no name is free in {into}"
        raise FileExistsError(17, msg)

"""A folder that files are dropped into.

A file is taken when it has not grown between two polls. It then moves to ``done/``, or to ``failed/`` beside a note
with the reason.
"""

import asyncio
import os
from pathlib import Path
from typing import Final

import structlog

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Rejected, Retryable
from khabar_ingest.draft import BUG
from khabar_ingest.item import Item, Result
from khabar_ingest.sources.rooms import Rooms

_EVERY_SECONDS: Final = 1.0
_LONGEST_NAME_BYTES: Final = 200  # file systems take 255: a stamp before and .error.txt after it find room
_log = structlog.get_logger()


class Folder:
    """Takes the files of the folder ``path``; hidden ones and folders in it are left alone.

    Raises:
        ConfigError: ``path`` is missing.
    """

    def __init__(self, settings: SourceSettings, rooms: Rooms) -> None:
        path = (settings.model_extra or {}).get("path")
        if not isinstance(path, str) or not path:
            msg = f"source {settings.id}: a folder needs a path"
            raise ConfigError(msg)
        base = rooms.settings.config.parent if rooms.settings.config else Path()
        self.settings, self.path = settings, base / path
        self._rooms = rooms
        self._sizes: dict[Path, tuple[int, int]] = {}

    async def poll(self) -> float:
        """Take every file that is complete."""
        before, self._sizes = self._sizes, await asyncio.to_thread(self._look)
        stuck = []
        for path in sorted(path for path, size in self._sizes.items() if before.get(path) == size):
            await self._rooms.pressure.eased()
            try:
                await self._take(path)
            except OSError as error:
                stuck.append(f"{path.name}: {error.strerror}")
        if stuck:
            msg = f"folder {self.path}: {len(stuck)} files cannot be put away, first {stuck[0]}; mend its rights"
            raise Retryable(msg, retry_after=30)
        return _EVERY_SECONDS

    def _look(self) -> dict[Path, tuple[int, int]]:
        """The size and the time of change of every file."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with os.scandir(self.path) as entries:
                files = [e for e in entries if e.is_file(follow_symlinks=False) and not e.name.startswith(".")]
            sizes = [(Path(entry.path), entry.stat(follow_symlinks=False)) for entry in files]
            return {path: (size.st_size, size.st_mtime_ns) for path, size in sizes}
        except FileNotFoundError:
            return {}
        except OSError as error:
            msg = f"folder {self.path} cannot be read ({error.strerror}); mend its rights or the path in newsroom.toml"
            raise Retryable(msg, retry_after=30) from error

    async def _take(self, path: Path) -> None:
        try:
            content = await asyncio.to_thread(self._read, path)
        except FileNotFoundError:
            return
        except (OSError, Rejected) as error:
            self._move(path, "failed", [Result("rejected", item=path.name, reason=str(error))])
            return
        try:
            results = await self._rooms.intake.take(Item(content), self.settings)
        except Retryable:
            raise
        except Exception:  # noqa: BLE001 - a bug in one file must not block the others; it is logged
            _log.exception("item.bug", source=self.settings.id, file=path.name)
            results = [Result("rejected", item=path.name, reason=BUG)]
        wrong = [result for result in results if result.rejected]
        self._move(path, "failed" if wrong else "done", wrong)

    def _read(self, path: Path) -> bytes:
        """Read a file itself, never what a link put in its place leads to."""
        limit = self._rooms.settings.max_item_bytes
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                msg = f"{size} bytes are more than {limit}; raise KHABAR_MAX_ITEM_BYTES if it is meant"
                raise Rejected(msg)
            return file.read()

    def _move(self, path: Path, where: str, wrong: list[Result]) -> None:
        """Put a file away under a name that is free, with a note of what was wrong."""
        folder = self.path / where
        folder.mkdir(exist_ok=True)
        name = os.fsdecode(os.fsencode(path.name)[-_LONGEST_NAME_BYTES:])
        target = folder / name
        if target.exists():
            target = folder / f"{self._rooms.now():%Y%m%dT%H%M%S%f}-{name}"
        try:
            path.replace(target)
        except FileNotFoundError:  # another replica took the file too and has put it away; admission counts it once
            return
        if wrong:
            note = "".join(f"{result.item or path.name}: {result.reason}\n" for result in wrong)
            target.with_name(f"{target.name}.error.txt").write_text(note, "utf-8", errors="replace")

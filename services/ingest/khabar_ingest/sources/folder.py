"""A folder that files are dropped into.

A file is taken when it has not grown between two polls. It then moves to ``done/``, or to ``failed/`` beside a note
with the reason.
"""

import asyncio
import os
from pathlib import Path
from typing import Final

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Rejected, Retryable
from khabar_ingest.item import Item, Result
from khabar_ingest.sources.rooms import Rooms

_EVERY_SECONDS: Final = 1.0


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
        for path in sorted(path for path, size in self._sizes.items() if before.get(path) == size):
            await self._take(path)
        return _EVERY_SECONDS

    def _look(self) -> dict[Path, tuple[int, int]]:
        """The size and the time of change of every file."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            found = [entry for entry in os.scandir(self.path) if entry.is_file() and not entry.name.startswith(".")]
            return {Path(entry.path): (entry.stat().st_size, entry.stat().st_mtime_ns) for entry in found}
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
        results = await self._rooms.intake.take(Item(content), self.settings)
        wrong = [result for result in results if result.rejected]
        self._move(path, "failed" if wrong else "done", wrong)

    def _read(self, path: Path) -> bytes:
        size = path.stat().st_size
        if size > self._rooms.settings.max_item_bytes:
            limit = self._rooms.settings.max_item_bytes
            msg = f"{size} bytes are more than {limit}; raise KHABAR_MAX_ITEM_BYTES if it is meant"
            raise Rejected(msg)
        return path.read_bytes()

    def _move(self, path: Path, where: str, wrong: list[Result]) -> None:
        """Put a file away under a name that is free, with a note of what was wrong."""
        folder = self.path / where
        folder.mkdir(exist_ok=True)
        target = folder / path.name
        if target.exists():
            target = folder / f"{self._rooms.now():%Y%m%dT%H%M%S%f}-{path.name}"
        try:
            path.replace(target)
        except FileNotFoundError:  # another replica took the file too and has put it away; admission counts it once
            return
        if wrong:
            note = "".join(f"{result.item or path.name}: {result.reason}\n" for result in wrong)
            target.with_name(f"{target.name}.error.txt").write_text(note, "utf-8")

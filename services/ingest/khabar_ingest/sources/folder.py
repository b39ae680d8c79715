"""A folder that files are dropped into, by hand, by SFTP or by another program.

A file is taken when two looks found it alike; hidden ones, those whose name says that they are still written
(``story.xml.part``), and folders in it are left alone. What cannot be taken moves to ``failed/`` beside a note with the
reason, and so do links.
"""

import asyncio
import errno
import os
import stat
import time
from pathlib import Path
from typing import Any, Final

import structlog

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Rejected, Retryable
from khabar_ingest.draft import BUG
from khabar_ingest.drops import Aside, Claims, Drop, Look, Rest, look
from khabar_ingest.item import Item, Result
from khabar_ingest.sources.rooms import Rooms
from khabar_ingest.text import normalise

_EVERY_SECONDS: Final = 1.0
_AFTERWARDS: Final = ("move", "delete", "keep")
_log = structlog.get_logger()


class Folder:
    """Takes the files of the folder ``path``, the oldest first.

    What was taken moves to ``done/``, or with ``taken = "delete"`` or ``"keep"`` is deleted or stays; a file has to
    rest for ``rest`` seconds. Replicas may share a folder: a file is taken by the one that claims it.

    Raises:
        ConfigError: ``path`` is missing, or one of the three is wrong.
    """

    SETTINGS: Final = frozenset({"path", "taken", "rest"})

    def __init__(self, settings: SourceSettings, rooms: Rooms) -> None:
        said: dict[str, Any] = settings.model_extra or {}
        self._afterwards, rest = said.get("taken", _AFTERWARDS[0]), said.get("rest", 0)
        if self._afterwards not in _AFTERWARDS:
            msg = f"source {settings.id}: taken {self._afterwards!r} is none of {', '.join(_AFTERWARDS)}"
            raise ConfigError(msg)
        if isinstance(rest, bool) or not isinstance(rest, int | float) or not 0 <= rest <= 3600:  # noqa: PLR2004 - an hour
            msg = f"source {settings.id}: rest {rest!r} is not a number of seconds from 0 to 3600"
            raise ConfigError(msg)
        self.settings, self.path = settings, _folder(settings, rooms)
        ledger = rooms.intake.admission.ledger
        self._rooms, self._aside, self._rest = rooms, Aside(self.path), Rest(float(rest))
        self._claims = Claims(ledger.client, ledger.keys, settings.id)

    async def poll(self) -> float:
        """Take every file that is complete.

        Raises:
            Retryable: the folder cannot be read, a file cannot be put away, or the server does not take it.
        """
        found = await asyncio.to_thread(self._look)
        stuck: dict[Path, str] = {}
        for path, reason in found.refused.items():
            await self._fail(path, reason, stuck)
        for drop in await self._complete(found):
            await self._rooms.pressure.eased()
            if await self._claims.claim(drop):
                await self.take(drop, stuck)
                await self._claims.release(drop)
        if stuck:
            path, reason = next(iter(stuck.items()))
            first = f"{len(stuck)} files cannot be put away, first {path.name}: {reason}"
            msg = f"folder {self.path}: {first}; mend its rights"
            raise Retryable(msg, retry_after=30)
        return _EVERY_SECONDS

    async def _complete(self, found: Look) -> list[Drop]:
        """The files to take, the oldest first."""
        complete = self._rest.complete(found.files, time.monotonic())
        if self._afterwards != "keep":
            return complete
        await self._claims.forget(found.files)
        kept = await self._claims.kept(complete)
        return [drop for drop in complete if drop not in kept]

    def _look(self) -> Look:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            return look(self.path)
        except FileNotFoundError:
            return Look()
        except OSError as error:
            msg = f"folder {self.path} cannot be read ({error.strerror}); mend its rights or the path in newsroom.toml"
            raise Retryable(msg, retry_after=30) from error

    async def take(self, drop: Drop, stuck: dict[Path, str]) -> None:
        """Take one file and put it away; why it cannot be put away is noted in ``stuck``.

        Raises:
            Retryable: the server does not take it; it stays.
        """
        try:
            results = await self._results(drop)
        except FileNotFoundError:
            return
        except (OSError, Rejected) as error:
            await self._fail(drop.path, str(error), stuck)
            return
        if wrong := [result for result in results if result.rejected]:
            note = "".join(f"{result.item or drop.path.name}: {result.reason}\n" for result in wrong)
            await self._put(drop.path, "failed", note, stuck)
        elif self._afterwards == "keep":
            await self._claims.keep(drop)
        else:
            await self._put(drop.path, "done", "", stuck)

    async def _results(self, drop: Drop) -> list[Result]:
        """What became of the articles of a file.

        Raises:
            FileNotFoundError: it is gone, or has changed.
            OSError, Rejected: it cannot be read.
            Retryable: the server does not take it.
        """
        content = await asyncio.to_thread(_read, drop, self._rooms.settings.max_item_bytes)
        try:
            return await self._rooms.intake.take(Item(content), self.settings)
        except Retryable:
            raise
        except Exception as error:
            _log.exception("item.bug", source=self.settings.id, file=drop.path.name)
            raise Rejected(BUG) from error  # a bug in one file must not block the others

    async def _fail(self, path: Path, reason: str, stuck: dict[Path, str]) -> None:
        """Put a file aside whose content nobody saw, and tell the operators once it is there."""
        await self._put(path, "failed", f"{path.name}: {reason}\n", stuck)
        if path not in stuck:
            name, once = normalise(path.name), f"{path.name}:{self._rooms.now().isoformat()}"
            await self._rooms.intake.tell("item.rejected", self.settings.id, reason, once=once, item=name)

    async def _put(self, path: Path, where: str, note: str, stuck: dict[Path, str]) -> None:
        """Put a file away, or delete it; what cannot be is told at the end, and blocks no other file."""
        try:
            if where == "done" and self._afterwards == "delete":
                await asyncio.to_thread(path.unlink, missing_ok=True)
            else:
                await asyncio.to_thread(self._aside.put, path, where, self._rooms.now(), note)
        except OSError as error:
            stuck[path] = error.strerror or str(error)


def _folder(settings: SourceSettings, rooms: Rooms) -> Path:
    path = (settings.model_extra or {}).get("path")
    if not isinstance(path, str) or not path:
        msg = f"source {settings.id}: a folder needs a path"
        raise ConfigError(msg)
    if ".." in Path(path).parts:
        msg = f"source {settings.id}: path {path!r} leads upwards with '..'; write it from the root on"
        raise ConfigError(msg)
    return (rooms.settings.config.parent if rooms.settings.config else Path()) / path


def _read(drop: Drop, limit: int) -> bytes:
    """Read the very file that was found, never what was put in its place meanwhile: a link, a pipe, another file.

    Raises:
        FileNotFoundError: it is gone, or has changed, so that another look will see to it.
        OSError: it cannot be read.
        Rejected: it is no file, or over the limit.
    """
    with os.fdopen(os.open(drop.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            msg = "is no file"
            raise Rejected(msg)
        if (status.st_size, status.st_mtime_ns, status.st_ino) != (drop.size, drop.changed, drop.inode):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), drop.path)
        content = file.read(limit + 1) if status.st_size <= limit else b""
        if status.st_size > limit or len(content) > limit:
            size = max(status.st_size, len(content))
            msg = f"{size} bytes are more than {limit}; raise KHABAR_MAX_ITEM_BYTES if it is meant"
            raise Rejected(msg)
        return content

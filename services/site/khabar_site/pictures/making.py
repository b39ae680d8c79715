"""Having a picture's files made by a process of its own, which is given no more than the picture."""

import asyncio
import json
import subprocess
import sys
from typing import Final

from khabar_site.pictures.renditions import Rendition

_WORKER: Final = (sys.executable, "-I", "-m", "khabar_site.pictures.worker")
_SECONDS: Final = 60.0


class Unreadable(Exception):
    """No files could be made of a picture; ``final`` where the same bytes will fail again."""

    def __init__(self, message: str, *, final: bool) -> None:
        super().__init__(message)
        self.final = final


async def make(content: bytes) -> list[Rendition]:
    """Make a picture's files, the narrowest first; the loop goes on meanwhile.

    Raises:
        Unreadable: there are none, and why.
    """
    worker = _start()
    try:
        told, _ = await asyncio.to_thread(worker.communicate, content, _SECONDS)
    except subprocess.TimeoutExpired as error:
        msg = f"reading it takes longer than {_SECONDS:g} seconds"
        raise Unreadable(msg, final=True) from error
    finally:
        worker.kill()
    return _read(told)


def _start() -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen(_WORKER, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={})  # noqa: S603 - our own


def _read(told: bytes) -> list[Rendition]:
    head, _, files = told.partition(b"\n")
    if not head:
        msg = "reading it ended in a crash, or took more than is allowed"
        raise Unreadable(msg, final=True)
    answer = json.loads(head)
    if "error" in answer:
        raise Unreadable(answer["error"], final=answer["final"])
    made = []
    for width, height, size in answer["files"]:
        made.append(Rendition(width, height, files[:size]))
        files = files[size:]
    return made

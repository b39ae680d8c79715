"""A service that may kill itself at named points, or whose clock is wrong: ``python -m tests.chaos.pointed ingest``.

Chance decides at which pass of a point the process ends, and a folder of tokens how often that happens in all: a kill
uses one up, whichever replica it hits.
"""

import functools
import os
import random
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import time_machine

from khabar.stage.entry import Entry, Settled
from khabar.stage.hop import MAX_DELIVERIES, Hop

TOKENS, CHANCE, SEED, CLOCK = "CHAOS_TOKENS", "CHAOS_CHANCE", "CHAOS_SEED", "CHAOS_CLOCK_SECONDS"
KILLER = "CHAOS_KILLER"


class Point(NamedTuple):
    """A moment before or after a call.

    Args:
        weight: by how much likelier a kill is than elsewhere: articles pass some points in batches, and all points are
            to take about as long.
    """

    name: str
    function: str
    after: bool = False
    weight: int = 1


def around(module: str, function: str, what: str, weight: int = 1) -> tuple[Point, Point]:
    """The points before and after a call."""
    path = f"{module}:{function}"
    return Point(f"before {what}", path, weight=weight), Point(f"after {what}", path, after=True, weight=weight)


_STAGE = (
    *around("khabar.stage.hop", "Hop.settle", "a call"),
    *around("khabar.stage.inbox", "Inbox._commit", "a commit", 5),
)
POINTS: dict[str, tuple[Point, ...]] = {
    "ingest": (
        Point("blob kept", "khabar_ingest.handlers:Intake._keep", after=True),
        *around("khabar_ingest.ledger", "Ledger.write", "admission"),
        Point("before the 202", "khabar_ingest.api:Api.push", after=True),
    ),
    "enrich": _STAGE,
    "publish": (
        *_STAGE,
        *around("khabar_publish.attempt", "Courier._call", "a target's call"),
        *around("khabar_publish.deliveries", "Deliveries.finish", "a receipt", 5),
    ),
    "site": around("khabar_site.store.writer", "Writer.push", "a page is written", 3),
    "control": around("khabar_control.archiver.archiver", "Archiver._write", "entries are archived", 25),
}


def tokens(folder: Path, service: str, point: Point) -> Path:
    """The folder whose files are the kills that a point has left."""
    return folder / service / point.name.replace(" ", "-")


def main() -> None:
    """Start a service, wounded as the environment says."""
    service = sys.argv[1]
    if folder := os.environ.get(TOKENS):
        chance = random.Random(f"{os.environ[SEED]} {os.getpid()}")  # noqa: S311 - chance, not secrets
        for point in POINTS[service]:
            _wound(
                point,
                tokens(Path(folder), service, point),
                chance,
                point.weight * float(os.environ[CHANCE]),
            )
    if word := os.environ.get(KILLER):
        _fear(word.encode())
    if seconds := os.environ.get(CLOCK):
        _shift(float(seconds))
    import_module(f"khabar_{service}.__main__").main()


def _wound(point: Point, left: Path, chance: random.Random, probability: float) -> None:
    """Have a function end the process, before or after its work."""
    module, _, path = point.function.partition(":")
    *owners, name = path.split(".")
    owner = functools.reduce(getattr, owners, import_module(module))
    function: Callable[..., Any] = getattr(owner, name)

    def die() -> None:
        if chance.random() < probability and _take(left):
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(function)
    async def wounded(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        if not point.after:
            die()
        answer = await function(*args, **options)
        if point.after:
            die()
        return answer

    @functools.wraps(function)
    def plainly_wounded(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        if not point.after:
            die()
        answer = function(*args, **options)
        if point.after:
            die()
        return answer

    is_async = function.__code__.co_flags & 0x80
    setattr(owner, name, wounded if is_async else plainly_wounded)


def _fear(word: bytes) -> None:
    """Have every entry with a word in it end the process that handles it, as a crash in a library would."""
    settle = Hop.settle

    async def fearful(hop: Hop, entry: Entry) -> Settled:
        if word in entry.fields.get(b"data", b"") and entry.delivered <= MAX_DELIVERIES:
            os.kill(os.getpid(), signal.SIGKILL)
        return await settle(hop, entry)

    setattr(Hop, settle.__name__, fearful)


def _take(left: Path) -> bool:
    """Use up one token; False where none is left."""
    for token in sorted(left.iterdir()) if left.is_dir() else ():
        try:
            token.unlink()
        except FileNotFoundError:
            continue
        return True
    return False


def _shift(seconds: float) -> None:
    """Set this process's clock wrong, and to the other side at SIGUSR1."""
    off = timedelta(seconds=seconds)
    traveller = time_machine.travel(datetime.now(UTC) + off, tick=True)
    clock = traveller.start()

    def jump(_: int, __: FrameType | None) -> None:
        nonlocal off
        clock.shift(-2 * off)
        off = -off

    signal.signal(signal.SIGUSR1, jump)


if __name__ == "__main__":
    main()

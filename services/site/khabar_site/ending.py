"""Hearing at once that the process is told to end: servers wait for open answers first, and live ones have no end."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], object]
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def heard(end: Callable[[], None]) -> Iterator[None]:
    """Call ``end`` on the loop when a signal to end comes, before the server that listens to it; only while it does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop, before = asyncio.get_running_loop(), {number: signal.getsignal(number) for number in _SIGNALS}

    def ours(handler: Handler) -> Handler:
        def handle(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(end)
            handler(number, frame)

        return handle

    placed = {number: ours(handler) for number, handler in before.items() if callable(handler)}
    for number, handler in placed.items():
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number, handler in placed.items():
            if signal.getsignal(number) is handler:
                signal.signal(number, before[number])

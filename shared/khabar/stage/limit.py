"""How long a handler may take: one timer for many short calls, because a timer for each would cost a tenth of a hop."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from khabar.errors import Retryable

T = TypeVar("T")


@dataclass(slots=True)
class Limit:
    """Calls off what takes longer than so many seconds; each task awaits one call at a time under it."""

    seconds: float
    _ends: dict[asyncio.Task[Any], float] = field(default_factory=dict)
    _late: set[asyncio.Task[Any]] = field(default_factory=set)
    _timer: asyncio.TimerHandle | None = None

    async def keep(self, call: Coroutine[Any, Any, T]) -> T:
        """Await a handler's call.

        Raises:
            Retryable: it took too long and was called off.
        """
        loop, task = asyncio.get_running_loop(), cast("asyncio.Task[Any]", asyncio.current_task())
        before = task.cancelling()
        self._ends[task] = loop.time() + self.seconds
        if self._timer is None:
            self._timer = loop.call_later(self.seconds, self._look, loop)
        try:
            return await call
        except asyncio.CancelledError:
            if task not in self._late or task.cancelling() > before + 1:  # somebody else calls it off, too
                raise
            msg = f"the handler took longer than {self.seconds:g} s and was called off"
            raise Retryable(msg) from None
        finally:
            del self._ends[task]
            if task in self._late:
                self._late.discard(task)
                task.uncancel()

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Call off whoever is late, and look again when the next may be."""
        now = loop.time()
        late = [task for task, end in self._ends.items() if end <= now and task not in self._late]
        self._late.update(late)
        for task in late:
            task.cancel()
        ends = [end for task, end in self._ends.items() if task not in self._late]
        self._timer = loop.call_at(min(ends), self._look, loop) if ends else None

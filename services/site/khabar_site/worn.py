"""Pages that were made for a reader because the kept ones no longer fit: they are kept anew, a few at a time."""

import asyncio
from collections.abc import Iterable

AT_ONCE = 20


class Worn:
    """The articles whose pages are to be kept anew; used from the event loop alone."""

    def __init__(self) -> None:
        self._numbers: set[int] = set()
        self._some = asyncio.Event()

    def add(self, numbers: Iterable[int]) -> None:
        """Note some articles."""
        self._numbers.update(numbers)
        if self._numbers:
            self._some.set()

    async def some(self) -> list[int]:
        """Wait until there are any, and take a few of them."""
        await self._some.wait()
        taken = [self._numbers.pop() for _ in range(min(AT_ONCE, len(self._numbers)))]
        if not self._numbers:
            self._some.clear()
        return taken

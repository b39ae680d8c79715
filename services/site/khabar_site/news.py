"""Waiting for the site to change, for those who follow it: live lists, hubs, search engines, the pictures' fetcher."""

import asyncio


class News:
    """The newest version of the site, and a way to wait for a later one; used from the event loop alone."""

    def __init__(self, version: int) -> None:
        self.version = version
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self, version: int) -> None:
        """Wake all who wait, if this version is new."""
        if version > self.version:
            self.version = version
            for waiting in self._waiting:
                if not waiting.done():
                    waiting.set_result(None)

    async def after(self, version: int) -> int:
        """Wait until the site has a version later than this one, and return it."""
        while self.version <= version:
            waiting = asyncio.get_running_loop().create_future()
            self._waiting.add(waiting)
            try:
                await waiting
            finally:
                self._waiting.discard(waiting)
        return self.version

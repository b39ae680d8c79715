"""The pages made last, each for as long as nothing that it was made of has changed; used from the event loop alone."""

from collections import OrderedDict, defaultdict

from khabar_site import surrogates
from khabar_site.ready import Ready
from khabar_site.store.changed import Change

MAX_BYTES = 64 * 1024 * 1024
_ANY = ""
"""Stands for the keys of a page that has none: every change bumps it."""
_REMEMBERED = 50_000


class Cache:
    """Pages by their paths, bounded by their size."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes, self._bytes = max_bytes, 0
        self._pages: OrderedDict[str, Ready] = OrderedDict()
        self._paths: defaultdict[str, set[str]] = defaultdict(set)
        self._bumped: dict[str, int] = {}
        self._forgotten = 0

    def get(self, path: str, now: float) -> Ready | None:
        """The page at a path, if it is here and good at this moment (seconds since 1970)."""
        page = self._pages.get(path)
        if page is None:
            return None
        if page.until <= now:
            self._drop(path)
            return None
        self._pages.move_to_end(path)
        return page

    def put(self, path: str, page: Ready, version: int) -> None:
        """Keep a page that was read when the site had this version, unless something of it changed since."""
        keys = _keys(page)
        if version < self._forgotten or any(self._bumped.get(key, 0) > version for key in keys):
            return
        self._drop(path)
        self._pages[path] = page
        self._bytes += page.size
        for key in keys:
            self._paths[key].add(path)
        while self._bytes > self._max_bytes:
            self._drop(next(iter(self._pages)))

    def bump(self, change: Change) -> None:
        """Let go of every page that shows what was changed."""
        for key in (*change.keys, _ANY):
            self._bumped.pop(key, None)  # so that the ones bumped first stand first
            self._bumped[key] = change.seq
        for key in self._pages_keys(change):
            for path in tuple(self._paths.get(key, ())):
                self._drop(path)
        while len(self._bumped) > _REMEMBERED:
            self._forgotten = self._bumped.pop(next(iter(self._bumped)))

    def _pages_keys(self, change: Change) -> frozenset[str]:
        return frozenset(self._paths) if surrogates.SITE in change.keys else change.keys | {_ANY}

    def _drop(self, path: str) -> None:
        page = self._pages.pop(path, None)
        if page is None:
            return
        self._bytes -= page.size
        for key in _keys(page):
            self._paths[key].discard(path)
            if not self._paths[key]:
                del self._paths[key]


def _keys(page: Ready) -> frozenset[str]:
    return page.keys | {surrogates.SITE} if page.keys else frozenset({_ANY, surrogates.SITE})

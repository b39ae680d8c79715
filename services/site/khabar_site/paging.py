"""Lists that go on page by page, each page at a path of its own: ``/latest/before/{cursor}``."""

from collections.abc import Callable

from khabar_site.ask import Ask, View
from khabar_site.look import Look
from khabar_site.page import Elsewhere, Reply
from khabar_site.store import Reader

LISTED = 20
"""So many articles stand on one page of a list."""


def paged(address: str, view: Callable[[Reader, Look, Ask], Reply]) -> list[tuple[str, View]]:
    """The addresses of a list: its first page, which also leads readers of ``?before=`` on, and all further ones."""

    def first(reader: Reader, look: Look, ask: Ask) -> Reply:
        if ask.before and ask.cursor:
            return Elsewhere(further(ask.path, ask.before))
        return view(reader, look, ask)

    return [(address, first), (further(address, "{cursor}"), view)]


def further(address: str, cursor: str) -> str:
    """The address of the page of a list that goes on after a cursor; none without one."""
    return f"{address}/before/{cursor}" if cursor else ""

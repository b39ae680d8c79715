"""Walking the whole site: from what there is one of and what is known, along every link, each address once."""

from collections import deque
from collections.abc import AsyncIterator, Iterable
from http import HTTPStatus

from khabar_site.export.asking import Answer, Asking
from khabar_site.export.links import Links

_ASKED_LIVE = ("/api", "/draft", "/latest/live", "/livez", "/metrics", "/readyz", "/search")
"""What only a running site can answer; everything below it too."""
NOWHERE = "/404"
"""An address at which nothing lies: the page that says so."""


class Walk:
    """One walk over a site: where it is to go yet, and which links it found to lead nowhere.

    Args:
        asking: answers.
        links: finds what an answer leads to.
        known: addresses to ask for though no page names them; it is no fault if nothing lies there.
    """

    def __init__(self, asking: Asking, links: Links, known: Iterable[str]) -> None:
        self._asking, self._links = asking, links
        self._known = dict.fromkeys(["/", NOWHERE, *known])
        self._ahead = deque(self._known)
        self._seen = set(self._known)
        self.broken: list[str] = []

    @property
    def found(self) -> int:
        """How many addresses are known so far."""
        return len(self._seen)

    async def answers(self) -> AsyncIterator[Answer]:
        """Each address with its answer; pages, redirects and what is gone, and once what is said where nothing lies.

        Raises:
            Unfinished: a page cannot be made.
        """
        while self._ahead:
            path = self._ahead.popleft()
            answer = await self._asking.get(path)
            if answer.status == HTTPStatus.NOT_FOUND and path != NOWHERE:
                self.broken.extend([] if path in self._known else [path])
                continue
            for link in self._links.of(answer):
                self._go(link)
            yield answer

    def _go(self, path: str) -> None:
        if path in self._seen or any(path == live or path.startswith(f"{live}/") for live in _ASKED_LIVE):
            return
        self._seen.add(path)
        self._ahead.append(path)

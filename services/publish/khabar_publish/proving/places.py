"""Where it is seen that an article is published, and from which addresses anything is read at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol, runtime_checkable

import httpx

from khabar.models import Receipt

_PORTS: Final = {"http": 80, "https": 443}
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Places(NamedTuple):
    """Where an article is looked for: its page, the front page, its section's page and the feed.

    Args:
        page: its page.
        front: the front page; empty where there is none to look at, as with the others.
        section: its section's page; without it, the one that the page names as ``khabar-section``.
        feed: the feed.
        needle: what stands in the lists that show it: a part of its address.
        copy: whether the page is that of another article, of which this one is a copy.
    """

    page: str
    front: str = ""
    section: str = ""
    feed: str = ""
    needle: str = ""
    copy: bool = False


@runtime_checkable
class Proved(Protocol):
    """A target that knows by itself where its articles are seen; any other kind goes by what `kinds` says of it."""

    def places(self, receipt: Receipt, url: str) -> Places:
        """Where the article of a receipt is looked for; ``url`` is where its page is, or once was."""


@runtime_checkable
class CanaryTarget(Protocol):
    """A target at which a mark can be put that no reader finds, by the way that articles go."""

    async def canary(self, mark: str) -> str:
        """Put the mark in place of the one before, and return the address of the page that shows it.

        Empty where nothing can be hidden there for now. It fails as a delivery does.
        """


class Origins:
    """The hosts and ports that a target's pages may be read from: those that the newsroom's file names, no others.

    An address comes with a receipt, so from outside: one that leads to any other host is never read, wherever that is.
    """

    def __init__(self, addresses: Iterable[str]) -> None:
        self._known = {place for address in addresses for place in _with_tls(address)}

    def hold(self, address: httpx.URL) -> bool:
        """Whether an address is one of the target's."""
        return address.scheme in _PORTS and not address.userinfo and _place(address) in self._known


@dataclass(frozen=True, slots=True)
class Rebased:
    """Leads addresses for readers to where the machine reaches the same pages.

    Args:
        base: where pages are read, with no slash at its end.
        public: the address for readers; where it is reached from here too, nothing is changed.
    """

    base: str
    public: str

    def __call__(self, address: str) -> str:
        """The address from here."""
        inside = address == self.public or address.startswith((f"{self.public}/", f"{self.public}?"))
        return f"{self.base}{address.removeprefix(self.public)}" if inside else address


def is_local(address: str) -> bool:
    """Whether an address names this machine alone, which another container is not."""
    return httpx.URL(address).host in _LOCAL


def _place(address: httpx.URL) -> tuple[str, int]:
    return address.host.lower(), address.port or _PORTS[address.scheme]


def _with_tls(address: str) -> list[tuple[str, int]]:
    """A host with its port; where that is the usual one, also with that of the other scheme."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return []
    if url.scheme not in _PORTS or not url.host:
        return []
    host, port = _place(url)
    return [(host, each) for each in _PORTS.values()] if port in _PORTS.values() else [(host, port)]

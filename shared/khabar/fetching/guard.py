"""Where nothing is fetched from: addresses of one's own networks, whatever they are called, and odd ports.

Names are checked after they are resolved and literal addresses when the socket is made, so that neither a redirect nor
a name that changes its mind leads inside.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

import httpx

from khabar.errors import ConfigError, Rejected

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_SCHEMES: Final = frozenset({"http", "https"})
_LAST_PORT: Final = 65_535
_PORTS: Final = frozenset({80, 443, 8080, 8443})
_GLOBAL: Final = IPv6Network("2000::/3")
_NAT64: Final = IPv6Network("64:ff9b::/96")  # the way of a network without IPv4 to every server that has nothing else
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?", re.IGNORECASE)
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_SETTING: Final = "KHABAR_FETCH_PRIVATE"


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides where a connection may go; ``allowed`` are networks of one's own that are fetched from all the same."""

    allowed: tuple[Network, ...] = ()

    @classmethod
    def read(cls, said: str) -> "Guard":
        """Make a guard of the setting: addresses and networks, parted by spaces or commas.

        Raises:
            ConfigError: one of them is neither; the message names it.
        """
        try:
            return cls(tuple(ip_network(each) for each in said.replace(",", " ").split()))
        except ValueError as error:
            msg = f"{_SETTING}: {error}; give addresses and networks such as 10.1.0.0/16"
            raise ConfigError(msg) from error

    def check_addresses(self, name: str, found: Iterable[str]) -> None:
        """Refuse a name if any of its addresses is refused.

        Raises:
            Rejected: with the address and what it is.
        """
        for each in found:
            address = _address(each)
            what = self._special(address) if address else "no address"
            if what:
                msg = f"{name} leads to {each} ({what}), where nothing is fetched from; if it is meant, set {_SETTING}"
                raise Rejected(msg)

    def check_url(self, url: httpx.URL, named: httpx.URL | None = None) -> None:
        """Refuse an address by how it is written; of the one that a person ``named`` any port may be used.

        Raises:
            Rejected: it is not http(s), its host is written oddly, or its port is not one of the web.
        """
        host = url.raw_host.decode("ascii")
        if url.scheme not in _SCHEMES or not host:
            msg = f"{url.copy_with(userinfo=None)}: only http and https addresses can be fetched"
            raise Rejected(msg)
        literal = _address(host)
        if literal is None and not _is_name(host):
            msg = f"{host}: a host is a name or an address in its usual form, such as 192.0.2.1"
            raise Rejected(msg)
        port = url.port or (443 if url.scheme == "https" else 80)
        if port > _LAST_PORT:
            msg = f"{host}:{port}: there is no such port"
            raise Rejected(msg)
        if port not in _PORTS and not self._may_use(port, host, literal, named):
            msg = f"{host}:{port}: this port is used only for sources whose url in newsroom.toml names it"
            raise Rejected(msg)

    def _may_use(self, port: int, host: str, literal: Address | None, named: httpx.URL | None) -> bool:
        if literal is not None and self._is_allowed(literal):
            return True
        return named is not None and (named.raw_host.decode("ascii"), named.port) == (host, port)

    def _is_allowed(self, address: Address) -> bool:
        return any(address in network for network in self.allowed)

    def _special(self, address: Address) -> str | None:
        """What an address is, if it is none of the public network's."""
        if self._is_allowed(address):
            return None
        if isinstance(address, IPv6Address):
            if address in _NAT64:
                return self._special(IPv4Address(int(address) & 0xFFFF_FFFF))
            if address in _GLOBAL or _what(address):
                return _what(address)
            return "reserved"
        return _what(address)


def _what(address: Address) -> str | None:
    return next((what for network, what in _table() if address in network), None)


@cache
def _table() -> tuple[tuple[Network, str], ...]:
    lines = (files("khabar.fetching") / "special.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((ip_network(network), what) for network, what in rows)


def _address(host: str) -> Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def _is_name(host: str) -> bool:
    """Whether a host is a name; one that ends in a number is an address in disguise (2130706433, 0x7f.1, 127.1)."""
    last = host.rstrip(".").rpartition(".")[2]
    return bool(_NAME.fullmatch(host)) and not _NUMBER.fullmatch(last)

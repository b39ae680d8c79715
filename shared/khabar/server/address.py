"""The forms of KHABAR_REDIS_URL, read in one place.

``redis://`` and ``unix://`` name one server; ``redis+sentinel://`` names sentinels, which know the server that is the
master; ``redis+cluster://`` names nodes of a cluster. With ``rediss`` in place of ``redis`` connections are encrypted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from redis.asyncio.connection import parse_url

from khabar.errors import ConfigError

Kind = Literal["server", "sentinel", "cluster"]

_KINDS: Mapping[str, Kind] = {
    "redis": "server",
    "rediss": "server",
    "unix": "server",
    "redis+sentinel": "sentinel",
    "rediss+sentinel": "sentinel",
    "redis+cluster": "cluster",
    "rediss+cluster": "cluster",
}
_PORTS: Mapping[Kind, int] = {"server": 6379, "sentinel": 26379, "cluster": 6379}
_SENTINELS_OWN = "sentinel_"
_FORMS = (
    "redis://host:6379/0, rediss://host:6380/0, unix:///path, redis+sentinel://host:26379,host:26379/mymaster/0 "
    "or redis+cluster://host:7000,host:7001"
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is; ``name`` is the master's name (Sentinel) or the newsroom whose slot is meant (Cluster)."""

    kind: Kind
    url: str = field(repr=False)
    tls: bool = False
    nodes: tuple[tuple[str, int], ...] = ()
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def shared(self) -> dict[str, Any]:
        """The client's options for the servers themselves."""
        return {key: value for key, value in self.options.items() if not key.startswith(_SENTINELS_OWN)} | self._tls

    @property
    def sentinels(self) -> dict[str, Any]:
        """The client's options for the sentinels: credentials of their own, and the servers' certificates."""
        own = {key.removeprefix(_SENTINELS_OWN): value for key, value in self.options.items() if key not in self.shared}
        certificates = {key: value for key, value in self.options.items() if key.startswith("ssl_")}
        return certificates | own | self._tls

    @property
    def _tls(self) -> dict[str, Any]:
        return {"ssl": True} if self.tls else {}


def parse(url: str) -> Address:
    """Read an address.

    Raises:
        ConfigError: it has none of the known forms; the message does not repeat it, as it may hold a password.
    """
    try:
        scheme = urlsplit(url).scheme
        if scheme not in _KINDS:
            msg = f"unknown scheme {scheme!r}"
            raise ValueError(msg)  # noqa: TRY301 - told together with what urllib finds
        if _KINDS[scheme] == "server":
            return Address("server", url, tls=scheme == "rediss", options=parse_url(url))
        return _many(url, _KINDS[scheme])
    except ValueError as error:
        msg = f"KHABAR_REDIS_URL is not a server's address ({error}); it looks like {_FORMS}"
        raise ConfigError(msg) from error


def complete(url: str, *, user: str | None, password: str | None, newsroom: str) -> str:
    """Put into an address what other settings say: who asks, where it names nobody, and whose slot is meant."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    place, _, query = rest.partition("?")
    if _KINDS.get(scheme) == "cluster" and "/" not in place:
        place = f"{place}/{newsroom}"
    if password and "@" not in place and "password" not in parse_qs(query):
        query = "&".join(filter(None, [query, urlencode({"username": user or "default", "password": password})]))
    return f"{scheme}://{place}{'?' if query else ''}{query}"


def _many(url: str, kind: Kind) -> Address:
    parts = urlsplit(url)
    user, _, places = parts.netloc.rpartition("@")
    options = dict(parse_url(f"redis://?{parts.query}"))
    name, _, password = user.partition(":")
    options |= {"username": unquote(name)} if name else {}
    options |= {"password": unquote(password)} if password else {}
    nodes = tuple(_node(place, _PORTS[kind]) for place in places.split(","))
    named, _, database = parts.path.strip("/").partition("/")
    if kind == "sentinel":
        if not named:
            msg = "the master's name is missing after the sentinels"
            raise ValueError(msg)
        options["db"] = int(database or 0)
    elif database or not named:
        msg = "a cluster's address ends with the newsroom, which the settings add, and has no database number"
        raise ValueError(msg)
    return Address(kind, url, parts.scheme.startswith("rediss"), nodes, named, options)


def _node(place: str, port: int) -> tuple[str, int]:
    parts = urlsplit(f"//{place}")
    if not parts.hostname:
        msg = "a host is missing"
        raise ValueError(msg)
    return unquote(parts.hostname), parts.port or port

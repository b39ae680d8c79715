"""A client that knows nothing but the protocol of Valkey and Redis, as any downstream consumer may write one.

It speaks RESP 2 (https://valkey.io/topics/protocol/) over a bare socket: requests are arrays of bulk strings.
"""

import socket
from typing import Self
from urllib.parse import urlsplit

Reply = bytes | int | list["Reply"] | None


class PlainClient:
    """One connection; replies are bytes, numbers and lists of them.

    Args:
        url: the server's address, such as ``redis://localhost:6379/0``.
    """

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._socket = socket.create_connection((address.hostname, address.port), timeout=10)
        self._replies = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._replies.close()
        self._socket.close()

    def __call__(self, *words: str | bytes) -> Reply:
        """Send a command and read its reply; an error reply is raised as `RuntimeError`."""
        parts = [word if isinstance(word, bytes) else word.encode() for word in words]
        bulk = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self._socket.sendall(b"*%d\r\n%s" % (len(parts), bulk))
        return self._read()

    def entries(self, key: str) -> list[dict[str, str]]:
        """All entries of a stream as text."""
        found = self("XRANGE", key, "-", "+")
        assert isinstance(found, list)
        return [_fields(entry) for entry in found]

    def _read(self) -> Reply:
        line = self._replies.readline().removesuffix(b"\r\n")
        kind, rest = line[:1], line[1:]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        if kind in b"$*" and rest == b"-1":
            return None
        if kind == b"$":
            return self._replies.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self._read() for _ in range(int(rest))]
        return int(rest) if kind == b":" else rest


def _fields(entry: Reply) -> dict[str, str]:
    match entry:
        case [bytes(), [*flat]]:
            text = [part.decode() for part in flat if isinstance(part, bytes)]
            return dict(zip(text[::2], text[1::2], strict=True))
    msg = f"not a stream entry: {entry!r}"
    raise TypeError(msg)

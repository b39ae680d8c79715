"""A receiver that does nothing: reads each request and answers 200, after some milliseconds if so asked.

``python -m benchmarks._noop PORT [MILLISECONDS]``
"""

import asyncio
import sys
from typing import Final, cast

import uvloop

_ANSWER: Final = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"


class _Connection(asyncio.Protocol):
    """One connection; requests come one after the other."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._buffer = bytearray()
        self._whole = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._whole:
            end = self._buffer.find(_END)
            if end < 0:
                return
            self._whole = end + len(_END) + _length(bytes(self._buffer[:end]))
        if len(self._buffer) >= self._whole:
            del self._buffer[: self._whole]
            self._whole = 0
            self._answer()

    def _answer(self) -> None:
        if self._seconds:
            asyncio.get_running_loop().call_later(self._seconds, self._transport.write, _ANSWER)
        else:
            self._transport.write(_ANSWER)


def _length(head: bytes) -> int:
    lines = (line for line in head.split(b"\r\n") if line.lower().startswith(_LENGTH))
    return int(next(lines, _LENGTH + b"0")[len(_LENGTH) :])


async def _serve(port: int, seconds: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(seconds), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1]), float(sys.argv[2]) / 1000 if len(sys.argv) > 2 else 0.0))

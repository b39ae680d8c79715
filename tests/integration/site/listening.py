"""A real server of this machine that stands for a hub, a search engine or a content network."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs


class Call(NamedTuple):
    """What was sent to it."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def json(self) -> dict[str, Any]:
        """The body as JSON."""
        found: dict[str, Any] = json.loads(self.body)
        return found


Judge = Callable[[Call], int]


class Listener:
    """Listens for as long as the block lasts; ``judge`` gives the status of each answer, and may be changed."""

    def __init__(self, judge: Judge = lambda _: 204, port: int = 0) -> None:
        self.judge = judge
        self.calls: list[Call] = []
        self.accepted: list[Call] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/told"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def until(self, enough: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something is so, and fail where it does not become so."""
        deadline = time.monotonic() + seconds
        while not enough():
            assert time.monotonic() < deadline, [call.body[:300] for call in self.calls[:4]]
            time.sleep(0.02)


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            call = Call(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            listener.calls.append(call)
            status = listener.judge(call)
            if status < 300:
                listener.accepted.append(call)
            self.send_response(status)
            self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    return Handler

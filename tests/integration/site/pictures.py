"""A server of pictures that is reached over https, as all are."""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

_DAYS = "2"
_PATIENCE_SECONDS = 30


@dataclass
class Pictures:
    """What lies at which path: status, type, bytes and further headers; ``asked`` is what was asked for, in order.

    Nothing is answered while it is not ``open``.
    """

    port: int = 0
    answers: dict[str, tuple[int, str, bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)

    def put(self, path: str, content: bytes, kind: str = "image/jpeg", status: int = 200, **headers: str) -> str:
        """Lay something at a path and return its address."""
        self.answers[path] = (status, kind, content, headers)
        return self.url(path)

    def url(self, path: str) -> str:
        return f"https://127.0.0.1:{self.port}{path}"


@contextmanager
def hosting(folder: Path) -> Iterator[tuple[Pictures, Path]]:
    """Serve pictures until the block ends; whoever asks must trust the returned certificate."""
    pictures = Pictures()
    pictures.open.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pictures.asked.append(self.path)
            pictures.open.wait(_PATIENCE_SECONDS)
            status, kind, content, headers = pictures.answers.get(self.path, (404, "text/plain", b"", {}))
            self.send_response(status)
            for name, value in {"content-type": kind, "content-length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    certificate, key = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    pictures.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield pictures, certificate
    finally:
        pictures.open.set()
        server.shutdown()
        thread.join()
        server.server_close()


def photo(colour: str = "teal", size: tuple[int, int] = (800, 600), kind: str = "JPEG") -> bytes:
    """A picture of one colour."""
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, kind)
    return written.getvalue()


def _certificate(folder: Path) -> tuple[Path, Path]:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed, so no certificate can be made for a server of pictures")
    certificate, key = folder / "pictures.pem", folder / "pictures.key"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", _DAYS]
    whose = ["-subj", "/CN=pictures.test", "-addext", "subjectAltName=IP:127.0.0.1"]
    where = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, "req", "-x509", *kind, *whose, *where], check=True, capture_output=True)
    return certificate, key

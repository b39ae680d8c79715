"""Encrypted connections, with certificates of the newsroom's own authority."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError as ServerGone

from khabar.keys import Keys
from khabar.server import connect
from tests.integration.stage.newsroom import Newsroom, running
from tests.integration.stage.servers import free_port

from .servers import Node

pytestmark = pytest.mark.server

_REFUSAL = ("Failed finding TLS support", "option --tls-port")


@dataclass
class Authority:
    """A certificate authority in a folder, as docs/operate/security-of-the-server.md makes one."""

    folder: Path

    def make(self) -> "Authority":
        self.folder.mkdir()
        self._openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Newsroom -keyout ca.key -out ca.crt")
        self._openssl("req -newkey rsa:2048 -nodes -subj /CN=valkey -keyout server.key -out server.csr")
        (self.folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n", "utf-8")
        self._openssl(
            "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.crt"
        )
        return self

    @property
    def certificate(self) -> Path:
        return self.folder / "ca.crt"

    def _openssl(self, arguments: str) -> None:
        subprocess.run(["openssl", *arguments.split()], cwd=self.folder, check=True, capture_output=True, timeout=60)


@dataclass
class Encrypted:
    """A server that also listens with TLS."""

    port: int
    authority: Authority

    def url(self, authority: Authority | None = None, host: str = "127.0.0.1") -> str:
        return f"rediss://{host}:{self.port}/0?ssl_ca_certs={(authority or self.authority).certificate}"


@pytest.fixture
def encrypted(tmp_path: Path, binary: str) -> Iterator[Encrypted]:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine: encrypted connections are NOT tested here")
    if not _knows_tls(binary):
        pytest.skip(f"{Path(binary).name} is built without TLS: encrypted connections to it are NOT tested here")
    authority, port = Authority(tmp_path / "authority").make(), free_port()
    own = ("--tls-cert-file", "server.crt", "--tls-key-file", "server.key", "--tls-ca-cert-file", "ca.crt")
    files = tuple(part if part.startswith("--") else str(authority.folder / part) for part in own)
    node = Node(tmp_path / "server", binary, ("--tls-port", str(port), "--tls-auth-clients", "no", *files)).start()
    yield Encrypted(port, authority)
    node.kill()


def _knows_tls(binary: str) -> bool:
    """Ask a server to listen with TLS and nothing else to do it with: one that can misses its certificate."""
    ports = ["--port", "0", "--tls-port", str(free_port())]
    said = subprocess.run([binary, *ports], capture_output=True, text=True, check=False, timeout=20).stdout
    assert "tls" in said.lower(), said
    return not any(refusal in said for refusal in _REFUSAL)


async def test_a_stage_works_over_an_encrypted_connection(encrypted: Encrypted, keys: Keys, tmp_path: Path) -> None:
    client = connect(encrypted.url())
    room = Newsroom(client, keys, encrypted.url(), tmp_path / "blobs")
    async with running(room.stage(), room.settings):
        await room.sent(10)
        await room.outputs(10, seconds=30)
    await client.aclose()


async def test_a_server_that_another_authority_vouches_for_is_not_trusted(encrypted: Encrypted, tmp_path: Path) -> None:
    stranger = connect(encrypted.url(Authority(tmp_path / "stranger").make()), retries=0)
    with pytest.raises(ServerGone, match=r"(?i)certificate verify failed"):
        await stranger.ping()
    await stranger.aclose()


async def test_a_server_by_another_name_is_not_trusted(encrypted: Encrypted) -> None:
    client = connect(encrypted.url(host="127.0.0.2"), retries=0)
    with pytest.raises(ServerGone):
        await client.ping()
    await client.aclose()


async def test_who_does_not_encrypt_gets_nothing(encrypted: Encrypted) -> None:
    client = connect(f"redis://127.0.0.1:{encrypted.port}/0", retries=0)
    with pytest.raises(ServerGone):
        await client.ping()
    await client.aclose()

"""No way leads inside: not by name, by redirect, by disguise, nor by a name that changes its mind."""

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from khabar.errors import Rejected, Retryable
from khabar.fetching import Fetched, Fetcher, Guard, Turns

from .hosts import LIMIT_SECONDS, Host, Request, always, fetcher, hosting, reply


async def get(through: Fetcher, url: str, *, named: bool = False) -> Fetched:
    return await through.get(url, max_bytes=100_000, seconds=LIMIT_SECONDS, named=url if named else None)


class Names:
    """A name server whose answer to each question is the next of a list, and then always its last."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers, self.questions = list(answers), 0

    def __call__(self, _: str) -> Sequence[str]:
        self.questions += 1
        return self.answers[min(self.questions, len(self.answers)) - 1]


def resolving(names: Names, allowed: str) -> Fetcher:
    return Fetcher(Guard.read(allowed), Turns(gap_seconds=0, per_host=2), lookup=names)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "LOCALHOST", "10.0.0.1", "169.254.169.254", "[fe80::1]"],
)
async def test_this_machine_and_its_networks_are_not_fetched_from(host: str) -> None:
    async with fetcher("") as through:
        with pytest.raises(Rejected, match="KHABAR_FETCH_PRIVATE"):
            await get(through, f"http://{host}/")


@pytest.mark.parametrize("notation", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "①②⑦.⓪.⓪.①", "127.0.0.1.", "0"])
async def test_a_loopback_address_in_disguise_is_not_reached(notation: str) -> None:
    async with hosting(always(reply())) as host, fetcher("") as through:
        with pytest.raises(Rejected):
            await get(through, f"http://{notation}:{host.port}/", named=True)
    assert host.opened == 0


@pytest.mark.parametrize("trick", ["feeds.example@127.0.0.1", "feeds.example%2f@127.0.0.1", "8.8.8.8:80@127.0.0.1"])
async def test_a_host_behind_a_false_name_is_not_reached(trick: str) -> None:
    async with hosting(always(reply())) as host, fetcher("") as through:
        with pytest.raises(Rejected, match="loopback"):
            await get(through, f"http://{trick}:{host.port}/", named=True)
    assert host.opened == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_leads_inside(status: int) -> None:
    async def answer(request: Request) -> None:
        await request.send(reply(status=f"{status} Moved", Location="http://127.0.0.2/secret"))

    async with hosting(answer) as host, fetcher("127.0.0.1") as through:
        with pytest.raises(Rejected, match=r"127\.0\.0\.2 \(loopback\)"):
            await get(through, host.url())
    assert [request.address for request in host.asked] == ["127.0.0.1"]


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://feeds.example/",
        "javascript:alert(1)",
        "data:text/xml,<rss/>",
        "//169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://feeds.example:6379/",
        "http://8.8.8.8:22/",
    ],
)
async def test_no_redirect_leads_to_what_is_not_the_public_web(target: str) -> None:
    async with hosting(always(reply(status="302 Found", Location=target))) as host, fetcher() as through:
        with pytest.raises(Rejected):
            await get(through, host.url())
    assert len(host.asked) == 1


async def test_a_form_is_not_sent_inside_either() -> None:
    async with hosting(always(reply())) as host, fetcher("") as through:
        with pytest.raises(Rejected):
            await through.post(host.url(), {"hub.mode": "subscribe"}, max_bytes=1000, seconds=LIMIT_SECONDS)
    assert host.opened == 0


async def test_a_name_is_asked_once_and_the_address_that_was_checked_is_the_one_connected_to() -> None:
    names = Names(["127.0.0.2"], ["127.0.0.3"])
    async with hosting(always(reply(Connection="close"))) as host, resolving(names, "127.0.0.2") as through:
        for _ in range(2):
            assert (await get(through, host.url(address="feeds.example"), named=True)).status == 200
    assert {request.address for request in host.asked} == {"127.0.0.2"}
    assert host.opened == 2
    assert names.questions == 1


async def test_a_name_that_turns_inside_later_is_refused_then() -> None:
    names = Names(["127.0.0.2"], ["127.0.0.3"])
    async with hosting(always(reply())) as host:
        async with resolving(names, "127.0.0.2") as through:
            await get(through, host.url(address="feeds.example"), named=True)
        async with resolving(names, "127.0.0.2") as through:
            with pytest.raises(Rejected, match=r"feeds\.example leads to 127\.0\.0\.3 \(loopback\)"):
                await get(through, host.url(address="feeds.example"), named=True)
    assert [request.address for request in host.asked] == ["127.0.0.2"]


async def test_a_name_with_one_address_inside_is_not_reached_by_the_others() -> None:
    names = Names(["127.0.0.2", "10.0.0.1"])
    async with hosting(always(reply())) as host, resolving(names, "127.0.0.2") as through:
        with pytest.raises(Rejected, match=r"10\.0\.0\.1 \(private\)"):
            await get(through, host.url(address="feeds.example"), named=True)
    assert host.opened == 0


async def test_the_server_is_asked_by_its_name_though_the_connection_is_by_address() -> None:
    names = Names(["127.0.0.2"])
    async with hosting(always(reply())) as host, resolving(names, "127.0.0.2") as through:
        await get(through, host.url(address="أخبار.example"), named=True)
    assert host.asked[0].headers["host"] == f"xn--igbicxr.example:{host.port}"


async def test_a_secure_server_is_asked_by_its_name_too() -> None:
    hellos: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hellos.append(await reader.read(4096))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.2", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, resolving(Names(["127.0.0.2"]), "127.0.0.2") as through:
        with pytest.raises(Retryable):
            await get(through, f"https://feeds.example:{port}/", named=True)
    assert b"feeds.example" in hellos[0]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate and its key for feeds.example, which nobody but itself vouches for."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine: certificates are NOT tested here")
    path = tmp_path / "own.pem"
    command = (
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=feeds.example -keyout {path} -out {path}.crt"
    )
    names = ["-addext", "subjectAltName=DNS:feeds.example"]
    subprocess.run([*command.split(), *names], check=True, capture_output=True, timeout=60)
    path.write_text(path.read_text("ascii") + Path(f"{path}.crt").read_text("ascii"), "ascii")
    return path


@pytest.mark.parametrize(
    ("name", "trusted"), [("feeds.example", True), ("feeds.example", False), ("other.example", True)]
)
async def test_a_secure_server_must_show_a_certificate_of_its_name_that_is_trusted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, trusted: bool
) -> None:
    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply(b"feed"))
        await writer.drain()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    server = await asyncio.start_server(listen, "127.0.0.2", 0, ssl=context)
    url = f"https://{name}:{server.sockets[0].getsockname()[1]}/"
    async with server, resolving(Names(["127.0.0.2"]), "127.0.0.2") as through:
        if trusted and name == "feeds.example":
            assert (await get(through, url, named=True)).content == b"feed"
        else:
            with pytest.raises(Retryable, match="certificate"):
                await get(through, url, named=True)


async def test_a_name_that_nobody_knows_may_be_known_later() -> None:
    def unknown(name: str) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async with Fetcher(Guard(), Turns(gap_seconds=0, per_host=2), lookup=unknown) as through:
        with pytest.raises(Retryable, match="Name or service not known"):
            await get(through, "http://feeds.example/")


@pytest.mark.parametrize(
    "url", ["http://", "http://[bad/", "http://e x/", "http://e\ud800/", "http://e\n/", "x", "http://" + "a" * 64]
)
async def test_what_is_no_address_is_refused_or_unknown(url: str) -> None:
    async with fetcher() as through:
        with pytest.raises((Rejected, Retryable)):
            await get(through, url)


async def test_another_port_of_a_public_name_is_used_only_if_a_person_named_it() -> None:
    names = Names(["127.0.0.2"])

    async def try_it(host: Host, *, named: bool) -> int:
        async with resolving(names, "127.0.0.2") as through:
            return (await get(through, host.url(address="feeds.example"), named=named)).status

    async with hosting(always(reply())) as host:
        assert await try_it(host, named=True) == 200
        with pytest.raises(Rejected, match="this port"):
            await try_it(host, named=False)
    assert host.opened == 1

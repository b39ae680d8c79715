"""The exported site behind real web servers: what readers get is what the site itself would have answered."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import NamedTuple

import pytest
from httpx import Client

from khabar.events import short_id
from khabar_site import addresses
from tests.integration.site import told
from tests.integration.site.conftest import serving
from tests.integration.site.exporting import GONE_STORY, LIVE, STORY, export, files, fill, remove, settings, still
from tests.unit.site.articles import uuid_of

_HEADERS = ("cache-control", "content-security-policy", "referrer-policy", "x-content-type-options", "x-robots-tag")
_START_SECONDS = 10
_NGINX = """
daemon off; pid "{work}/pid"; error_log "{work}/error.log"; {user}
events {{ }}
http {{
    access_log off;
    client_body_temp_path "{work}/body"; proxy_temp_path "{work}/proxy"; fastcgi_temp_path "{work}/fastcgi";
    uwsgi_temp_path "{work}/uwsgi"; scgi_temp_path "{work}/scgi";
    include "{out}/current/nginx-maps.conf";
    server {{
        listen "unix:{socket}";
        include "{out}/current/nginx.conf";
        location /search {{ proxy_pass http://127.0.0.1:{live}; }}
    }}
}}
"""
_CADDY = """
{{
	admin off
	auto_https off
}}
http:// {{
	bind "unix/{socket}"
	handle /search* {{
		reverse_proxy 127.0.0.1:{live}
	}}
	import "{out}/current/Caddyfile"
}}
"""


class Answer(NamedTuple):
    """What a web server answered."""

    status: int
    headers: dict[str, str]
    body: bytes


class Server(NamedTuple):
    """A web server that serves an export, beside the site that was exported."""

    program: str
    socket: Path
    site: Client
    out: Path

    def get(self, target: str, method: str = "GET", *headers: str) -> Answer:
        """Ask for exactly this target, whatever its letters."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.socket))
            lines = [f"{method} {target} HTTP/1.1", "Host: news.test", "Connection: close", *headers, "", ""]
            connection.sendall("\r\n".join(lines).encode())
            response = HTTPResponse(connection, method=method)
            response.begin()
            found: dict[str, str] = {}
            for name, value in response.getheaders():
                known = found.setdefault(name.lower(), value)
                assert known == value or name == "Server", f"{name} is sent twice"
            return Answer(response.status, found, response.read())


def _nginx(work: Path, out: Path, at: Path, live: int) -> list[str]:
    user = "user root root;" if os.geteuid() == 0 else ""  # else its workers may not read the test's own folder
    (work / "nginx.conf").write_text(_NGINX.format(work=work, out=out, socket=at, live=live, user=user), "utf-8")
    return ["nginx", "-p", str(work), "-c", str(work / "nginx.conf"), "-e", str(work / "error.log")]


def _caddy(work: Path, out: Path, at: Path, live: int) -> list[str]:
    (work / "Caddyfile").write_text(_CADDY.format(out=out, socket=at, live=live), "utf-8")
    return ["caddy", "run", "--config", str(work / "Caddyfile"), "--adapter", "caddyfile"]


_SERVERS = {"nginx": (_nginx, "nginx-light"), "caddy": (_caddy, "caddy")}


@contextmanager
def _running(name: str, out: Path, live: int = 9) -> Iterator[Path]:
    configure, package = _SERVERS[name]
    program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip(f"{name} is not installed: apt-get install {package} (Debian 12)")
    with TemporaryDirectory(prefix="khabar-") as folder:
        at, log = Path(folder) / "web", Path(folder) / "log"
        command = [program, *configure(Path(folder), out, at, live)[1:]]
        environment = os.environ | {"HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        with (
            log.open("wb") as told_to,
            subprocess.Popen(command, env=environment, stdout=told_to, stderr=told_to) as run,
        ):
            try:
                _wait(at, run, log)
                yield at
            finally:
                run.terminate()


def _wait(at: Path, run: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and run.poll() is None:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(at))
        except OSError:
            time.sleep(0.01)
        else:
            return
    pytest.fail(f"it does not start: {log.read_text('utf-8')}")


@contextmanager
def _exported(name: str, folder: Path) -> Iterator[Server]:
    chosen, out = settings(folder), folder / "out"
    with serving(chosen, still) as site:
        fill(site)
        export(chosen, out)
        with _running(name, out) as at:
            yield Server(name, at, site, out)


@pytest.fixture(scope="module", params=sorted(_SERVERS))
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An exported site behind a web server, beside the site itself; nobody writes to it."""
    with _exported(request.param, tmp_path_factory.mktemp("export")) as server:
        yield server


def test_every_file_is_served_with_the_bytes_the_type_and_the_headers_of_the_site(served: Server) -> None:
    for address in files(served.out):
        told_by_site = served.site.get(addresses.quoted(address))
        answer = served.get(addresses.quoted(address))
        assert (address, answer.status, answer.body) == (address, 200, told_by_site.content)
        for header in ("content-type", *_HEADERS):
            assert (address, header, answer.headers.get(header)) == (address, header, told_by_site.headers.get(header))


def test_an_arabic_address_is_found_raw_and_encoded_in_any_case(served: Server) -> None:
    path = told.push(served.site, LIVE[0], 1)
    raw = addresses.quoted("/")[:-1] + served.site.get(path).url.path

    assert [served.get(form).status for form in (path, path.lower(), raw)] == [200, 200, 200]
    assert "خبر" in raw


def test_every_other_address_of_an_article_leads_where_the_site_leads(served: Server) -> None:
    for name in (LIVE[0], "نسخة", "مدموج", "مسحوب"):
        sid = short_id(uuid_of(name))
        for form in (
            f"/a/{sid}",
            f"/2024/03/{sid}-x",
            f"/2021/1/{sid}",
            f"/2021/1/{sid}-x/",
            f"/2024/03/{sid}-{addresses.quoted('قديم')}",
        ):
            expected, answer = served.site.get(form), served.get(form)
            assert (form, answer.status, answer.headers["location"]) == (form, 301, expected.headers["location"])
            assert answer.headers["cache-control"] == expected.headers["cache-control"]


def test_an_address_with_a_slash_at_its_end_leads_to_the_page(served: Server) -> None:
    answer = served.get("/section/news/")
    assert (answer.status in {301, 308}, answer.headers["location"]) == (True, "/section/news")


def test_merged_tags_and_stories_lead_to_what_they_went_to(served: Server) -> None:
    for form in (
        f"/story/{GONE_STORY}",
        f"/story/{GONE_STORY}/feed.xml",
        "/tag/place-rakka",
        "/tag/place-rakka/feed.json",
    ):
        expected, answer = served.site.get(form), served.get(form)
        assert (form, answer.status, answer.headers["location"]) == (form, 301, expected.headers["location"])
    assert served.get(f"/story/{STORY}").status == 200


def test_a_killed_article_is_gone_and_says_so(served: Server) -> None:
    sid = short_id(uuid_of("مقتول"))
    for form in (f"/a/{sid}", f"/2024/03/{sid}-x", f"/2024/03/{sid}-{addresses.quoted('مقتول')}"):
        expected, answer = served.site.get(form), served.get(form)
        assert (form, answer.status, answer.body) == (form, 410, expected.content)
        for header in ("content-type", *_HEADERS):
            assert (header, answer.headers.get(header)) == (header, expected.headers.get(header))


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/2024/03/aaaaaaaaaaaa-x",
        "/a/aaaaaaaaaaaa",
        "/static/nothing.css",
        "/tag/nothing/feed.xml",
        "/nginx.conf",
        "/Caddyfile",
        "/../redirects.map",
        "/%2e%2e/redirects.map",
        "/.releases",
        "/khabar-gone/",
    ],
)
def test_where_nothing_lies_readers_get_the_sites_own_page(served: Server, path: str) -> None:
    answer = served.get(path)
    if answer.status == 400:  # the server does not even look
        return
    assert (answer.status, answer.body) == (404, served.site.get("/nothing").content)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == served.site.get("/nothing").headers["content-security-policy"]


def test_browsers_may_ask_whether_anything_changed(served: Server) -> None:
    etag = served.get("/latest").headers["etag"]
    assert served.get("/latest", "GET", f"If-None-Match: {etag}").status == 304
    assert served.get("/latest", "HEAD").body == b""
    assert served.get("/latest", "POST").status == 405


class _Live(BaseHTTPRequestHandler):
    """A site that runs, as far as search is concerned."""

    def do_GET(self) -> None:
        self.send_response(200)
        for header, value in (
            ("Content-Type", "text/html"),
            ("Content-Security-Policy", "own"),
            ("Cache-Control", "own"),
        ):
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_search_is_passed_on_to_the_running_site_and_where_none_runs_readers_are_told(served: Server) -> None:
    with HTTPServer(("127.0.0.1", 0), _Live) as live:
        Thread(target=live.serve_forever).start()
        with _running(served.program, served.out, live.server_port) as at:
            server = served._replace(socket=at)
            answer = server.get("/search?q=x")
            live.shutdown()
            live.server_close()
            away = server.get("/search?q=x")

    assert (answer.status, answer.body, answer.headers["content-security-policy"]) == (200, b"/search?q=x", "own")
    assert (answer.headers["cache-control"], answer.headers["content-type"]) == ("own", "text/html")
    assert (away.status, away.body) == (502, (served.out / "current/site/503.html").read_bytes())
    assert away.headers["content-security-policy"] == served.get("/nothing").headers["content-security-policy"]


@pytest.mark.parametrize("name", sorted(_SERVERS))
def test_an_article_killed_since_the_server_was_told_of_the_export_is_no_longer_served(
    name: str, tmp_path: Path
) -> None:
    with _exported(name, tmp_path) as served:
        path = told.push(served.site, LIVE[5], 1)
        assert served.get(path).status == 200

        remove(served.site, LIVE[5], "kill")
        export(settings(tmp_path), tmp_path / "out")

        assert served.get(path).status == 404  # 410 once the server was reloaded, and no redirect to itself
        assert LIVE[5].encode() not in served.get("/latest").body


def test_hostile_names_and_links_leave_the_configuration_whole(tmp_path: Path) -> None:
    names = ['a";}', "..", "index.html", "{$HOME}", "$uri", "~^/.*", "feed.xml", "ا" * 200, "a b\tc", "%2e%2e"]
    chosen = settings(tmp_path)
    with serving(chosen, still) as site:
        sid = told.push(site, "هدف").split("/")[-1].partition("-")[0]
        tails = ['x";}', "x%0Areturn", "x{$HOME}", "x%00", "../..", "$uri", "%FF", "x\\"]
        links = [
            f'<a href="/2024/03/{sid}-{tail}">x</a> <a href="/tag/{tail}">x</a>'.replace('";', "&quot;;")
            for tail in tails
        ]
        body = [{"type": "paragraph", "text": "x", "html": link} for link in [*links, '<a href="//evil.test/x">x</a>']]
        for name in names:
            section = {"id": name, "name": name, "reason": "rule"}
            tags = [{"id": f"place:{name}", "type": "place", "name": name, "salience": 0.7}]
            assert told.push(site, f"خبر {name}", body=body, enrichment={"section": section, "tags": tags})
        export(chosen, tmp_path / "out")
        found = files(tmp_path / "out")
        for program in sorted(_SERVERS):
            with _running(program, tmp_path / "out") as at:
                server = Server(program, at, site, tmp_path)
                answers = {address: server.get(addresses.quoted(address)).body for address in found}
            assert answers == found
    inside = (tmp_path / "out/current").resolve()
    assert all(path.resolve().is_relative_to(inside) for path in inside.rglob("*"))

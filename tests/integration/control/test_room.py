"""The control room on a real server."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from asgi_lifespan import LifespanManager
from pydantic import SecretStr
from pytest_httpserver import HTTPServer
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_control.app import make_app
from khabar_control.settings import ControlSettings

PASSWORD = "room-5d1c"
Room = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def room(valkey_url: str, keys: Keys, httpserver: HTTPServer, tmp_path: Path) -> Room:
    """The application, with the services' probes answered by a real server; ``auth`` defaults to the password."""
    httpserver.expect_request("/readyz").respond_with_json({"status": "ready", "checks": [{"name": "x", "ok": True}]})

    @asynccontextmanager
    async def run(
        *, auth: tuple[str, str] | None = ("desk", PASSWORD), **changes: object
    ) -> AsyncIterator[httpx.AsyncClient]:
        settings = ControlSettings.model_validate(
            {
                "redis_url": valkey_url,
                "newsroom": keys.newsroom,
                "archive": tmp_path / "archive",
                "site_url": httpserver.url_for(""),
                "ingest_url": httpserver.url_for(""),
                "control_password": SecretStr(PASSWORD),
                **changes,
            }
        )
        async with LifespanManager(make_app(settings)) as manager:
            transport = httpx.ASGITransport(manager.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://control", auth=auth) as client:
                yield client

    return run


@pytest.fixture
async def busy(redis_client: Redis, keys: Keys) -> None:
    """Three entries for a group that has taken two and finished none, with one more put off."""
    for _ in range(3):
        await redis_client.xadd(keys.stream("articles"), {"type": "x"})
    await redis_client.xgroup_create(keys.stream("articles"), "enrich", id="0")
    await redis_client.xreadgroup("enrich", "one", {keys.stream("articles"): ">"}, count=2)
    await redis_client.zadd(keys.delayed("enrich"), {"entry": 1})


async def test_the_figures_are_those_of_the_server(room: Room, busy: None) -> None:
    async with room() as client:
        found = (await client.get("/api/status")).json()
    assert {"stream": "articles", "entries": 3} in found["streams"]
    assert len(found["streams"]) == 6
    [group] = found["groups"]
    assert group == {
        "stream": "articles",
        "group": "enrich",
        "state": "not registered",
        "consumers": 1,
        "pending": 2,
        "lag": 1,
        "delayed": 1,
    }
    assert {row["figure"] for row in found["newsroom"]} >= {"admission", "dead letters", "archive lag", "memory"}
    assert {service["status"] for service in found["services"]} == {"ready"}


@pytest.mark.parametrize("path", ["/", "/api/status"])
async def test_page_and_json_need_the_password(room: Room, path: str) -> None:
    async with room(auth=None) as client:
        assert (await client.get(path)).status_code == 401
        assert (await client.get(path, auth=("desk", "wrong"))).status_code == 401
        assert (await client.get(path, auth=("desk", PASSWORD))).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/status"])
async def test_without_a_password_the_room_is_closed_to_all(room: Room, path: str) -> None:
    async with room(control_password=None) as client:
        assert (await client.get(path)).status_code == 503
        assert (await client.get(path, auth=("", ""))).status_code == 503


async def test_the_probes_are_open(room: Room) -> None:
    async with room(auth=None, control_password=None) as client:
        for path in ("/livez", "/readyz", "/metrics"):
            assert (await client.get(path)).status_code == 200


async def test_hostile_names_are_shown_as_text(room: Room, redis_client: Redis, keys: Keys) -> None:
    await redis_client.xadd(keys.stream("dead"), {"type": "x"})
    for name in (b"<script>alert(1)</script>", b"\xff\xfe\x00", "مجموعة".encode()):
        await redis_client.xgroup_create(keys.stream("dead"), name, id="0")
    async with room() as client:
        page = await client.get("/")
        assert page.status_code == 200
        assert "<script" not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
        assert "\\xff\\xfe" in page.text
        assert "مجموعة" in page.text
        assert (await client.get("/api/status")).status_code == 200


async def test_a_server_that_is_away_is_said_and_not_a_crash(room: Room, unused_tcp_port: int) -> None:
    async with room(redis_url=f"redis://127.0.0.1:{unused_tcp_port}/0") as client:
        for path in ("/", "/api/status"):
            answer = await client.get(path)
            assert answer.status_code == 503
            assert "does not answer" in answer.text
        ready = await client.get("/readyz")
        assert ready.status_code == 503
        assert "KHABAR_REDIS_URL" in ready.text
        assert (await client.get("/livez")).status_code == 200


async def test_somebody_elses_keys_are_said_and_not_a_crash(room: Room, redis_client: Redis, keys: Keys) -> None:
    await redis_client.set(keys.stream("articles"), "not a stream")
    async with room() as client:
        assert (await client.get("/api/status")).status_code == 503


async def test_a_service_that_is_away_or_strange_is_shown_as_away(
    room: Room, httpserver: HTTPServer, unused_tcp_port: int
) -> None:
    httpserver.expect_request("/odd/readyz").respond_with_json(["unexpected"])
    httpserver.expect_request("/bad/readyz").respond_with_json(
        {"checks": [{"name": "reader", "ok": False, "action": "see the log"}]}, status=503
    )
    urls = {"site_url": f"http://127.0.0.1:{unused_tcp_port}", "ingest_url": httpserver.url_for("/odd")}
    async with room(**urls, enrich_url=httpserver.url_for("/bad"), publish_url="nowhere") as client:
        services = {row["service"]: row for row in (await client.get("/api/status")).json()["services"]}
    assert {name: row["status"] for name, row in services.items()} == {
        "site": "away",
        "ingest": "away",
        "enrich": "not ready",
        "publish": "away",
    }
    assert services["enrich"]["detail"] == "reader: see the log"


async def test_services_behind_a_proxy_setting_are_still_asked_directly(
    room: Room, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_tcp_port}")
    async with room() as client:
        services = (await client.get("/api/status")).json()["services"]
    assert {row["status"] for row in services} == {"ready"}


async def test_the_page_is_never_kept_and_allows_nothing_but_its_own_style(room: Room) -> None:
    async with room() as client:
        for path in ("/", "/api/status", "/style.css"):
            headers = (await client.get(path)).headers
            assert "default-src 'none'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["cache-control"] == "no-store"
            assert headers["x-content-type-options"] == "nosniff"


async def test_the_room_cannot_be_written_to(room: Room) -> None:
    async with room() as client:
        for path in ("/", "/api/status"):
            assert (await client.post(path)).status_code == 405

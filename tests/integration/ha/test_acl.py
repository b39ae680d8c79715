"""The services as the server's own users: what each does is allowed, and no more."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from pydantic import SecretStr
from redis import Redis
from redis.asyncio import Redis as Client
from redis.exceptions import AuthenticationError, NoPermissionError, ResponseError

from khabar import acl
from khabar.keys import Keys
from khabar.settings import Settings
from khabar_control.app import make_app as make_control
from khabar_control.settings import ControlSettings
from khabar_enrich.app import make_app as make_enrich
from khabar_ingest.app import build as make_ingest
from khabar_ingest.settings import IngestSettings
from khabar_publish.app import make_app as make_publish
from khabar_publish.bare.going import Way
from khabar_publish.bare.watch import Watch
from khabar_publish.settings import PublishSettings
from khabar_site.settings import SiteSettings
from tests.integration.publish.site_server import SiteServer
from tests.integration.stage.newsroom import until
from tests.integration.stage.servers import free_port

from .servers import Node

pytestmark = [pytest.mark.server, pytest.mark.timeout(180)]

ADMINISTRATOR = "user administrator on >administrator allkeys allchannels +@all\n"
READERS = (acl.Reader("partner", ("published",)), acl.Reader("app", ("enriched",), in_groups=True))
SECRET = "site-token"


@pytest.fixture
def guarded(tmp_path: Path, binary: str, keys: Keys) -> Iterator[Node]:
    """A server that only the newsroom's users may use; each has its name for a password."""
    names = [*acl.NAMES, *(reader.name for reader in READERS)]
    file = tmp_path / "users.acl"
    file.write_text(ADMINISTRATOR + acl.file(keys.newsroom, {name: name for name in names}, READERS), "utf-8")
    node = Node(tmp_path / "server", binary, ("--aclfile", str(file))).start()
    yield node
    node.kill()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteServer]:
    port = free_port()
    settings = SiteSettings(
        site_database=tmp_path / "site.db", site_url=f"http://127.0.0.1:{port}", site_token=SecretStr(SECRET)
    )
    server = SiteServer(settings, port).start()
    yield server
    server.stop()


def as_user(node: Node, name: str) -> Redis:
    return Redis(port=node.port, username=name, password=name, socket_timeout=10, driver_info=None)


@asynccontextmanager
async def pipeline(node: Node, keys: Keys, site: SiteServer, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """All services, each as its own user, behind a client of the ingest API."""

    def known(user: str) -> dict[str, Any]:
        return {
            "redis_url": f"redis://127.0.0.1:{node.port}/0",
            "redis_user": user,
            "redis_password": SecretStr(user),
            "newsroom": keys.newsroom,
            "blobs": folder / "blobs",
            "archive": folder / "archive",
            "ingest_token": SecretStr(SECRET),
            "site_token": SecretStr(SECRET),
            "site_url": site.url,
        }

    apps: list[Any] = [
        make_control(ControlSettings(**known("control"))),
        make_enrich(Settings(**known("enrich"))),
        make_publish(PublishSettings(**known("publish"))),
        make_ingest(IngestSettings(**known("ingest"))),
    ]
    async with AsyncExitStack() as stack:
        for app in apps:
            manager = await stack.enter_async_context(LifespanManager(app, startup_timeout=30, shutdown_timeout=30))
        through = httpx.ASGITransport(manager.app)
        headers = {"authorization": f"Bearer {SECRET}"}
        yield await stack.enter_async_context(
            httpx.AsyncClient(transport=through, base_url="http://ingest", headers=headers)
        )


async def test_an_article_comes_and_goes_while_every_service_is_its_own_user(
    guarded: Node, keys: Keys, site: SiteServer, tmp_path: Path
) -> None:
    with as_user(guarded, "administrator") as administrator:
        administrator.acl_log_reset()

        async def come(condition: Callable[[], bool]) -> None:
            """Wait for something that comes about without any refusal."""

            async def so() -> bool:
                denied = [(row["username"], row["object"], row["context"]) for row in administrator.acl_log()]
                assert denied == []
                return await asyncio.to_thread(condition)

            await until(so, 60)

        async with pipeline(guarded, keys, site, tmp_path) as ingest:
            await come(lambda: administrator.exists(keys.epoch) == 1)
            ids = [(await _post(ingest, "/v1/articles", _body(number)))["article_id"] for number in range(3)]
            await come(lambda: _states(site, ids) == ["live"] * 3)
            await _post(ingest, "/v1/articles", _body(0, "الجسر يفتح قبل موعده"))
            await _post(ingest, f"/v1/articles/{ids[1]}/unpublish", {"reason": "للمراجعة"})
            await _post(ingest, f"/v1/articles/{ids[2]}/kill", {"reason": "خطأ"})
            await come(lambda: "live" not in _states(site, ids[1:]))
            await _post(ingest, f"/v1/articles/{ids[1]}/release", {"reason": "روجع"})
            await come(lambda: _states(site, ids[:2]) == ["live"] * 2)
            await _post(ingest, "/v1/tags/loc:raqqa/block", {"reason": "قرار التحرير"})
            await _post(ingest, f"/v1/articles/{ids[0]}/tags", {"reason": "قرار التحرير", "add": ["loc:syria"]})
            await come(lambda: _tags(site, ids[0]) == ["loc:syria"])
            await _post(
                ingest, f"/v1/articles/{ids[0]}/links", {"verb": "pin", "others": [ids[1]], "reason": "قرار التحرير"}
            )
            await asyncio.sleep(3)  # a few rounds of the janitor, the archiver and the stages
        await come(lambda: True)


def _body(number: int, headline: str = "البلدية تبدأ صيانة الجسور") -> dict[str, Any]:
    return {
        "guid": f"desk:{number}",
        "headline": f"{headline} {number}",
        "body": [{"type": "paragraph", "text": f"وتستمر الأعمال ثلاثة أسابيع {number}."}],
        "urgency": 1 if number == 0 else 5,
    }


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _states(site: SiteServer, ids: list[str]) -> list[str]:
    answers = [httpx.get(f"{site.url}/api/articles/{id_}", trust_env=False) for id_ in ids]
    return [str(answer.json().get("state", answer.status_code)) for answer in answers]


REFUSED: list[tuple[str, tuple[str, ...]]] = [
    # Nobody of the newsroom administrates the server.
    *[(user, ("FLUSHALL",)) for user in ("ingest", "enrich", "publish", "control", "partner", "app")],
    *[(user, ("CONFIG", "GET", "*")) for user in ("ingest", "enrich", "publish", "control", "partner", "app")],
    *[(user, ("KEYS", "*")) for user in ("ingest", "enrich", "publish", "control", "partner", "app")],
    *[(user, ("SCAN", "0")) for user in ("ingest", "control", "app")],
    ("control", ("ACL", "LIST")),
    ("control", ("BGREWRITEAOF",)),
    ("control", ("SET", "khabar:{another}:epoch", "1")),
    # Only control trims, and only control sets the epoch.
    *[(user, ("XTRIM", "{articles}", "MAXLEN", "0")) for user in ("ingest", "enrich", "publish", "partner", "app")],
    *[(user, ("XGROUP", "DESTROY", "{enriched}", "publish-site")) for user in ("ingest", "enrich", "publish", "app")],
    *[(user, ("DEL", "{articles}")) for user in ("ingest", "enrich", "publish", "app")],
    *[(user, ("SET", "{epoch}", "1")) for user in ("ingest", "enrich", "publish")],
    # Ingest knows what targets show, and may not touch it nor see how it is delivered.
    ("ingest", ("HSET", "{shown:1}", "site", "{}")),
    ("ingest", ("HGETALL", "{due:site:work}")),
    ("ingest", ("XADD", "{enriched}", "*", "a", "b")),
    ("ingest", ("XADD", "{published}", "*", "a", "b")),
    ("ingest", ("HGETALL", "{related:docs}")),
    # The others do not admit.
    ("enrich", ("XADD", "{articles}", "*", "a", "b")),
    ("enrich", ("HSET", "{article:1}", "revision", "9")),
    ("enrich", ("HSET", "{tags}", "loc:syria", "{}")),
    ("enrich", ("SET", "{article-tags:1}", "{}")),
    ("enrich", ("SET", "{article-links:1}", "{}")),
    ("ingest", ("HGETALL", "{stories:docs}")),
    ("publish", ("HGETALL", "{tags}")),
    ("publish", ("GET", "{article-links:1}")),
    ("publish", ("XADD", "{commands}", "*", "a", "b")),
    ("publish", ("HGET", "{article:1}", "sealed")),
    ("publish", ("HGETALL", "{aliases:wire}")),
    # Consumers read their streams and write none.
    ("partner", ("XREAD", "STREAMS", "{enriched}", "0")),
    ("partner", ("XREADGROUP", "GROUP", "g", "c", "STREAMS", "{published}", ">")),
    ("partner", ("XADD", "{published}", "*", "a", "b")),
    ("app", ("XADD", "{enriched}", "*", "a", "b")),
    ("app", ("XREAD", "STREAMS", "{articles}", "0")),
    ("app", ("XGROUP", "SETID", "{enriched}", "publish-site", "$")),
    ("app", ("XGROUP", "DELCONSUMER", "{enriched}", "publish-site", "c")),
    ("app", ("EVAL", "return 1", "0")),
]


def test_everything_else_is_refused(guarded: Node, keys: Keys) -> None:
    allowed = []
    for user, command in REFUSED:
        with as_user(guarded, user) as client:
            try:
                client.execute_command(*_named(keys, command))
            except NoPermissionError:
                continue
            allowed.append((user, command))
    assert allowed == []


def _named(keys: Keys, command: tuple[str, ...]) -> list[str]:
    return [keys(part[1:-1]) if part[0] == "{" and len(part) > 2 else part for part in command]


def test_a_script_may_do_no_more_than_its_user(guarded: Node, keys: Keys) -> None:
    steal = "return redis.call('HGETALL', KEYS[1])"
    with as_user(guarded, "publish") as publish:
        publish.hset(keys.due("site", "work"), "1", "secret")
        assert publish.eval(steal, 1, keys.due("site", "work")) is not None
    with (
        as_user(guarded, "ingest") as ingest,
        pytest.raises(ResponseError, match=r"permission|ACL failure|can't access"),
    ):
        ingest.eval(steal, 1, keys.due("site", "work"))


async def test_publish_may_do_what_a_late_enrichment_asks_of_it(guarded: Node, keys: Keys) -> None:
    killed: dict[Any, Any] = {"type": "khabar.article.killed.v1", "subject": "a", "revision": "2", "lane": "urgent"}
    told = killed | {
        "type": "khabar.article.created.v1",
        "subject": "b",
        "revision": "1",
        "failingsince": "1700000000.0",
    }
    with as_user(guarded, "administrator") as administrator:
        entries = [administrator.xadd(keys.stream("articles"), entry) for entry in (killed, told)]
        administrator.xgroup_create(keys.stream("articles"), "enrich", "0")
        administrator.xreadgroup("enrich", "one", {keys.stream("articles"): ">"}, count=1)
        administrator.xadd(keys.again("enrich"), told | {"subject": "c"})
        administrator.zadd(keys.delayed("enrich"), {json.dumps(told | {"subject": "d"}): 1})
        async with Client(port=guarded.port, username="publish", password="publish") as redis:
            watch = Watch.over(redis, keys, [Way("site", 1_000, lambda: None)], 1)
            watch.skew_ms = 3_000
            await watch.look()
            assert set(administrator.hkeys(keys.due("site", "work"))) == {b"a", b"b", b"c", b"d"}
            administrator.xgroup_setid(keys.stream("articles"), "enrich", entries[-1])
            administrator.xack(keys.stream("articles"), "enrich", entries[0])
            administrator.delete(keys.again("enrich"), keys.delayed("enrich"))
            await watch.look()
        names = [fields[b"type"] for _, fields in administrator.xrange(keys.stream("ops"))]
        assert names == [b"khabar.enrichment.late.v1", b"khabar.enrichment.caught-up.v1"]


def test_consumers_read_what_is_theirs(guarded: Node, keys: Keys) -> None:
    stream = keys.stream("enriched")
    with as_user(guarded, "enrich") as enrich:
        enrich.xadd(stream, {"a": "b"})
    with as_user(guarded, "app") as app:
        app.xgroup_create(stream, "app", id="0")
        assert app.xreadgroup("app", "one", {stream: ">"}) not in ([], {}, None)
        [row] = app.xpending_range(stream, "app", min="-", max="+", count=10)
        assert app.xack(stream, "app", row["message_id"]) == 1
    with as_user(guarded, "partner") as partner:
        assert partner.xrange(keys.stream("published")) == []


def test_who_shows_no_password_may_only_knock(guarded: Node) -> None:
    with Redis(port=guarded.port, driver_info=None) as stranger:
        assert stranger.ping()
        with pytest.raises((NoPermissionError, AuthenticationError)):
            stranger.get("khabar:{main}:epoch")
    with Redis(port=guarded.port, username="control", password="guess") as thief, pytest.raises(AuthenticationError):
        thief.ping()


def _tags(site: SiteServer, article: str) -> list[str]:
    found = httpx.get(f"{site.url}/api/articles/{article}/analysis", trust_env=False).json()["tags"]
    return [str(tag["id"]) for tag in found]

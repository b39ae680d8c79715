import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from redis.asyncio import Redis

from khabar.blobs import BlobStore, sha256
from khabar.config import SourceSettings
from khabar.keys import Keys
from khabar.models import Report
from khabar_ingest.handlers import Intake
from khabar_ingest.settings import IngestSettings

from .conftest import Events, serving

pytestmark = pytest.mark.server

ARTICLE = {
    "headline": "افتتاح جسر جديد في المدينة",
    "body": [{"type": "paragraph", "text": "افتتح المجلس البلدي، اليوم، جسراً جديداً."}],
    "source": {"id": "ignored", "guid": "desk:17"},
}
RSS = """<rss version="2.0"><channel><title>وكالة</title>
<item><guid>1</guid><title>خبر أول</title><description>نص الخبر الأول.</description></item>
<item><guid>2</guid></item>
<item><guid>3</guid><title>خبر ثالث</title><description>نص الخبر الثالث.</description></item>
</channel></rss>"""


@pytest.fixture
async def client(settings: IngestSettings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(settings) as client:
        yield client


async def test_a_pushed_article_is_accepted_with_its_id_and_revision(client: httpx.AsyncClient, events: Events) -> None:
    answer = await client.post("/v1/articles?source=desk", json=ARTICLE)
    assert (answer.status_code, answer.json()["outcome"], answer.json()["revision"]) == (202, "created", 1)
    [event] = await events("articles")
    assert event.subject == answer.json()["article_id"]
    again = await client.post("/v1/articles?source=desk", json=ARTICLE)
    assert again.json() == answer.json() | {"outcome": "duplicate"}


async def test_the_raw_bytes_can_be_had_under_the_hash_the_event_names(
    client: httpx.AsyncClient, events: Events
) -> None:
    await client.post("/v1/articles", content=json.dumps(ARTICLE))
    [event] = await events("articles")
    blob = await client.get(f"/v1/blobs/{event.extra['rawsha256']}")
    assert json.loads(blob.content) == ARTICLE
    assert (await client.get(f"/v1/blobs/{'0' * 64}")).status_code == 404
    assert (await client.get("/v1/blobs/..%2f..%2fetc%2fpasswd")).status_code == 404


async def test_the_bytes_of_an_embargoed_article_are_not_served(client: httpx.AsyncClient, blobs: BlobStore) -> None:
    content = json.dumps(ARTICLE | {"embargo_until": "2999-01-01T00:00:00Z"}).encode()
    answer = await client.post("/v1/articles", content=content)
    assert answer.json()["outcome"] == "held"
    assert (await client.get(f"/v1/blobs/{sha256(content)}")).status_code == 404
    assert blobs.get(sha256(content), sealed=True) == content
    state = (await client.get(f"/v1/articles/{answer.json()['article_id']}")).json()
    assert state["status"] == "held"
    assert "sealed" not in state


async def test_an_unreadable_embargo_is_held_and_not_published(client: httpx.AsyncClient, events: Events) -> None:
    answer = await client.post("/v1/articles", json=ARTICLE | {"embargo_until": "بعد العيد"})
    assert answer.json()["outcome"] == "held"
    assert [event.name for event in await events("articles")] == ["article.held"]


async def test_a_wrong_token_or_none_is_turned_away(client: httpx.AsyncClient, events: Events) -> None:
    for said in ("", "Bearer wrong", "Basic eHg6eHg=", "Bearer "):
        answer = await client.post("/v1/articles", json=ARTICLE, headers={"authorization": said})
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert await events("articles") == []


async def test_without_a_configured_token_nothing_is_taken(settings: IngestSettings) -> None:
    async with serving(settings.model_copy(update={"ingest_token": None})) as client:
        answer = await client.post("/v1/articles", json=ARTICLE)
    assert answer.status_code == 503
    assert "no ingest token is configured" in answer.json()["detail"]


async def test_a_body_over_the_limit_is_refused_whether_it_says_so_or_not(client: httpx.AsyncClient) -> None:
    async def streamed() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 100_000

    assert (await client.post("/v1/articles", content=b"x" * 200_001)).status_code == 413
    assert (await client.post("/v1/articles", content=streamed())).status_code == 413


async def test_a_wrong_field_is_named_and_its_bytes_are_kept(
    client: httpx.AsyncClient, blobs: BlobStore, events: Events
) -> None:
    content = json.dumps(ARTICLE | {"urgency": 12}).encode()
    answer = await client.post("/v1/articles?source=desk", content=content)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["path"] == "urgency"
    assert blobs.get(sha256(content), sealed=True) == content
    [report] = await events("ops")
    assert isinstance(report.data, Report)
    assert (report.name, report.data.about, report.data.figures["blob"]) == ("item.rejected", "desk", sha256(content))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\xff" * 40, b"{", b"[]", b"{}", b"<rss></rss>", b"[" * 10_000, b"<a"]
)
async def test_what_is_no_article_is_a_clear_422(client: httpx.AsyncClient, content: bytes) -> None:
    answer = await client.post("/v1/articles", content=content)
    assert answer.status_code == 422
    assert answer.json()["detail"]


async def test_a_bad_item_does_not_fail_its_feed(client: httpx.AsyncClient, events: Events) -> None:
    answer = await client.post("/v1/articles?source=wire", content=RSS.encode())
    assert answer.status_code == 202
    assert [item["outcome"] for item in answer.json()["items"]] == ["created", "rejected", "created"]
    assert len(await events("articles")) == 2
    assert [event.name for event in await events("ops")] == ["item.rejected"]


async def test_a_source_name_that_is_none_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/articles", params={"source": "../مصدر"}, json=ARTICLE)
    assert answer.status_code == 422


async def test_a_large_article_travels_by_reference(client: httpx.AsyncClient, redis_client: Redis, keys: Keys) -> None:
    long = {"type": "paragraph", "text": "كلمة " * 9_000}
    answer = await client.post(
        "/v1/articles", content=json.dumps(ARTICLE | {"body": [long] * 2}, ensure_ascii=False).encode()
    )
    assert answer.status_code == 202
    entries: Any = await redis_client.xrange(keys.stream("articles"))
    [(_, fields)] = entries
    assert len(fields.get(b"data", b"")) < 256 * 1024


async def test_unknown_articles_are_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/articles/none")).status_code == 404
    assert (await client.get("/v1/articles/6ba7b810-9dad-11d1-80b4-00c04fd430c8")).status_code == 404


async def test_while_the_server_is_down_pushes_are_put_off_and_nothing_is_ready(
    settings: IngestSettings, tmp_path: Path
) -> None:
    down = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    async with serving(down) as client:
        answer = await client.post("/v1/articles", json=ARTICLE)
        ready = await client.get("/readyz")
        live = await client.get("/livez")
    assert (answer.status_code, live.status_code, ready.status_code) == (503, 200, 503)
    assert int(answer.headers["retry-after"]) >= 1
    assert {check["name"]: check["ok"] for check in ready.json()["checks"]} == {"server": False, "blobs": True}


async def test_a_running_service_is_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/readyz")).json()["status"] == "ready"
    assert "khabar_admitted_total" in (await client.get("/metrics")).text


async def test_one_odd_article_of_many_is_refused_alone(client: httpx.AsyncClient, events: Events) -> None:
    odd = ARTICLE | {"published_at": "0001-01-01T00:00:00+14:00", "source": {"guid": "odd\ud800"}}
    answer = await client.post("/v1/articles", content=json.dumps([odd, ARTICLE]))
    assert [item["outcome"] for item in answer.json()["items"]] == ["rejected", "created"]
    assert len(await events("articles")) == 1
    [report] = await events("ops")
    assert isinstance(report.data, Report)
    assert report.data.figures["item"] == "odd"


async def test_a_published_article_that_is_held_back_too_late_is_answered_with_advice(
    client: httpx.AsyncClient, events: Events
) -> None:
    await client.post("/v1/articles", json=ARTICLE)
    answer = await client.post("/v1/articles", json=ARTICLE | {"embargo_until": None})
    assert answer.status_code == 422
    assert "khabar withdraw" in answer.json()["detail"]
    assert len(await events("articles")) == 1


@pytest.mark.parametrize("side", ["sealed", "public"])
async def test_a_disk_in_trouble_is_answered_with_try_again(
    client: httpx.AsyncClient, blobs: BlobStore, side: str
) -> None:
    blobs.root.mkdir(exist_ok=True)
    (blobs.root / side).touch()
    answer = await client.post("/v1/articles", json=ARTICLE)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "mend its rights" in answer.json()["detail"]
    (blobs.root / side).unlink()
    assert (await client.post("/v1/articles", json=ARTICLE)).status_code == 202


async def test_what_is_remembered_for_ourselves_is_not_shown(client: httpx.AsyncClient) -> None:
    id_ = (await client.post("/v1/articles", json=ARTICLE)).json()["article_id"]
    state = (await client.get(f"/v1/articles/{id_}")).json()
    assert state["guid"] == "desk:17"
    assert not {"seen", "sealed"} & state.keys()


async def test_a_wrong_field_inside_is_not_blamed_on_the_source(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        SourceSettings.model_validate({})

    monkeypatch.setattr(Intake, "take", break_down)
    with pytest.raises(ValidationError):
        await client.post("/v1/articles", json=ARTICLE)

"""The push API of those who sign, and of those who send the same again."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from secrets import token_hex

import httpx
import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from khabar.config import SourceSettings
from khabar.errors import Retryable
from khabar.keys import Keys
from khabar_ingest.app import build
from khabar_ingest.handlers import Intake
from khabar_ingest.item import Item, Result
from khabar_ingest.registry import Registry
from khabar_ingest.settings import IngestSettings
from khabar_ingest.signing import Call, sign

from .conftest import TOKEN, Events, serving
from .hub import Door

pytestmark = pytest.mark.server

SECRET = "سرّ-wire-secret"
PATH = "/v1/articles?source=wire"
BODY = json.dumps({"headline": "افتتاح جسر", "body": [], "source": {"guid": "17"}}, ensure_ascii=False).encode()


@pytest.fixture
async def client(settings: IngestSettings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(settings.model_copy(update={"ingest_signing_secret": SecretStr(SECRET)})) as client:
        yield client


def signed(
    body: bytes = BODY, target: str = PATH, *, late: int = 0, method: str = "POST", secret: str = SECRET
) -> dict[str, str]:
    """The headers of a signed call, without the bearer token."""
    made = sign(secret, Call(method, target, body), timestamp=int(time.time()) - late, nonce=token_hex(16))
    return made.headers() | {"authorization": ""}


async def push(client: httpx.AsyncClient, headers: dict[str, str], content: bytes = BODY) -> httpx.Response:
    return await client.post(PATH, content=content, headers=headers)


async def test_a_wire_that_signs_needs_no_token(client: httpx.AsyncClient, events: Events) -> None:
    answer = await push(client, signed())
    assert (answer.status_code, answer.json()["outcome"]) == (202, "created")
    [event] = await events("articles")
    assert event.source == "khabar/ingest/wire"


async def test_a_call_that_is_sent_again_by_somebody_else_is_refused(client: httpx.AsyncClient) -> None:
    headers = signed()
    assert (await push(client, headers)).status_code == 202
    again = await push(client, headers)
    assert again.status_code == 401
    assert "nonce was used before" in again.json()["detail"]


async def test_of_two_replays_at_once_one_is_taken(client: httpx.AsyncClient) -> None:
    headers = signed()
    answers = await asyncio.gather(*(push(client, headers) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [202, 401, 401, 401, 401]


async def test_a_nonce_is_remembered_for_as_long_as_its_signature_could_be_shown(
    client: httpx.AsyncClient, redis_client: Redis, keys: Keys
) -> None:
    await push(client, signed(late=-290))
    [key] = await redis_client.keys(keys("push", "nonce", "*"))
    assert await redis_client.ttl(key) > 290 + 300


async def test_a_call_from_another_time_is_refused_and_told_by_how_much(client: httpx.AsyncClient) -> None:
    answer = await push(client, signed(late=4000))
    assert answer.status_code == 401
    assert "behind our clock" in answer.json()["detail"]
    assert (await push(client, signed(late=-4000))).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        signed(body=b"other"),
        signed(target="/v1/articles?source=desk"),
        signed(method="GET"),
        signed(secret="another"),
        signed() | {"x-khabar-signature": ""},
        signed() | {"x-khabar-nonce": ""},
    ],
)
async def test_a_wrong_signature_is_turned_away_and_uses_no_nonce(
    client: httpx.AsyncClient, redis_client: Redis, keys: Keys, events: Events, headers: dict[str, str]
) -> None:
    answer = await push(client, headers)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert await events("articles") == []
    assert await redis_client.keys(keys("push", "*")) == []


async def test_a_wrong_token_is_not_made_good_by_a_signature(client: httpx.AsyncClient) -> None:
    assert (await push(client, signed() | {"authorization": "Bearer wrong"})).status_code == 401


async def test_commands_may_be_signed_too(client: httpx.AsyncClient) -> None:
    id_ = (await push(client, signed())).json()["article_id"]
    body = json.dumps({"reason": "خطأ", "by": "wire"}).encode()
    path = f"/v1/articles/{id_}/kill"
    answer = await client.post(path, content=body, headers=signed(body, path))
    assert (answer.status_code, answer.json()["outcome"]) == (202, "killed")


async def test_without_a_secret_nobody_can_sign(settings: IngestSettings) -> None:
    async with serving(settings) as client:
        answer = await push(client, signed(secret=""))
    assert answer.status_code == 401
    assert "KHABAR_INGEST_SIGNING_SECRET" in answer.json()["detail"]


async def test_with_neither_token_nor_secret_nothing_is_taken(settings: IngestSettings) -> None:
    async with serving(settings.model_copy(update={"ingest_token": None})) as client:
        assert (await push(client, signed(secret=""))).status_code == 503
        assert (await push(client, {"authorization": "Bearer "})).status_code == 503


async def test_with_a_secret_alone_no_token_is_right(settings: IngestSettings) -> None:
    alone = settings.model_copy(update={"ingest_token": None, "ingest_signing_secret": SecretStr(SECRET)})
    async with serving(alone) as client:
        for token in ("Bearer ", "Bearer None", f"Bearer {token_hex(8)}"):
            assert (await push(client, {"authorization": token})).status_code == 401
        assert (await push(client, signed())).status_code == 202


async def test_a_signed_body_over_the_limit_is_refused(client: httpx.AsyncClient) -> None:
    large = b"x" * 200_001
    assert (await push(client, signed(large), large)).status_code == 413


async def test_the_same_call_under_one_key_gets_the_same_answer(client: httpx.AsyncClient, events: Events) -> None:
    first = await push(client, {"idempotency-key": "push-1"})
    again = await push(client, {"idempotency-key": "push-1"})
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.content == first.content
    assert again.json()["outcome"] == "created"
    assert again.headers["idempotent-replayed"] == "true"
    assert len(await events("articles")) == 1


async def test_another_call_under_the_same_key_is_refused(client: httpx.AsyncClient, events: Events) -> None:
    await push(client, {"idempotency-key": "push-1"})
    other = await push(client, {"idempotency-key": "push-1"}, BODY.replace("جسر".encode(), "طريق".encode()))
    elsewhere = await client.post("/v1/articles?source=desk", content=BODY, headers={"idempotency-key": "push-1"})
    assert (other.status_code, elsewhere.status_code) == (422, 422)
    assert "another call" in other.json()["detail"]
    assert len(await events("articles")) == 1


async def test_a_refusal_is_answered_the_same_too(client: httpx.AsyncClient, events: Events) -> None:
    answers = [await push(client, {"idempotency-key": "push-2"}, b"{}") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["content-type"] == "application/problem+json"
    assert len(await events("ops")) == 1


async def test_a_call_that_was_to_come_again_may_come_again(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, calls = Intake.take, iter(range(9))

    async def fail_once(self: Intake, item: Item, source: SourceSettings) -> list[Result]:
        if next(calls) == 0:
            msg = "the server rests"
            raise Retryable(msg)
        return await take(self, item, source)

    monkeypatch.setattr(Intake, "take", fail_once)
    first = await push(client, {"idempotency-key": "push-3"})
    again = await push(client, {"idempotency-key": "push-3"})
    assert (first.status_code, again.status_code) == (503, 202)
    assert again.json()["outcome"] == "created"


async def test_while_a_call_is_under_way_its_twin_is_told_to_wait(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, entered, may_go = Intake.take, asyncio.Event(), asyncio.Event()

    async def slowly(self: Intake, item: Item, source: SourceSettings) -> list[Result]:
        entered.set()
        await may_go.wait()
        return await take(self, item, source)

    monkeypatch.setattr(Intake, "take", slowly)
    first = asyncio.create_task(push(client, {"idempotency-key": "push-4"}))
    await entered.wait()
    twin = await push(client, {"idempotency-key": "push-4"})
    may_go.set()
    assert (twin.status_code, twin.headers["retry-after"]) == (409, "1")
    assert (await first).status_code == 202


@pytest.mark.parametrize("key", ["", "two words", "x" * 256])
async def test_a_key_that_is_none_is_refused(client: httpx.AsyncClient, key: str) -> None:
    answer = await push(client, {"idempotency-key": key})
    assert answer.status_code == 422
    assert "idempotency-key" in answer.json()["detail"]


async def test_a_key_and_a_signature_go_together(client: httpx.AsyncClient) -> None:
    key = {"idempotency-key": "push-5"}
    answers = [await push(client, signed() | key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].content == answers[1].content


async def test_what_was_ruled_at_run_time_counts_from_the_first_push_after_a_start(
    settings: IngestSettings, redis_client: Redis, keys: Keys, events: Events
) -> None:
    reviewed = SourceSettings(id="wire", type="api", publish="review")
    await Registry(redis_client, keys, ()).put(reviewed, by="قيس")
    starting = httpx.ASGITransport(build(settings))  # the schedule has not been looked at yet
    headers = {b"authorization": f"Bearer {TOKEN}".encode()}
    async with httpx.AsyncClient(transport=starting, base_url="http://ingest", headers=headers) as client:
        answer = await client.post(PATH, content=BODY)
    assert (answer.status_code, answer.json()["outcome"]) == (202, "held")
    assert [event.name for event in await events("articles")] == ["article.held"]


async def test_a_call_is_signed_as_it_is_sent_over_a_real_socket(settings: IngestSettings) -> None:
    door = Door()
    app = build(settings.model_copy(update={"ingest_token": None, "ingest_signing_secret": SecretStr(SECRET)}))
    target = "/v1/articles?source=wire&note=%D8%AE%D8%A8%D8%B1%20+%2F"
    async with door.open(app), httpx.AsyncClient(trust_env=False, timeout=30) as client:
        answer = await client.post(f"{door.url}{target}", content=BODY, headers=signed(target=target))
        id_ = answer.json()["article_id"]
        command = json.dumps({"reason": "خطأ", "by": "wire"}).encode()
        odd = f"/v1/articles/{id_[:-1]}%{ord(id_[-1]):02x}/kill"
        killed = await client.post(f"{door.url}{odd}", content=command, headers=signed(command, odd))
    assert (answer.status_code, answer.json()["outcome"]) == (202, "created")
    assert (killed.status_code, killed.json()["outcome"]) == (202, "killed")

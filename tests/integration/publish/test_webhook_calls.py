"""What a webhook's calls carry: formats, signatures, tokens; and what becomes of one that is gone."""

import base64
import hmac
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from khabar import ConfigError
from khabar.config import TargetSettings
from khabar.events import REPLAY, RESEND
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import Gone, Refused
from khabar_publish.targets.signing import signature
from khabar_publish.targets.webhook import WebhookTarget
from tests.unit.publish.articles import FORMATS, whole
from tests.unit.publish.stories import ARTICLE, enriched, told

from .desk import until
from .receiver import KEY, always, well
from .rooms import PARTNER, Room
from .target_contract import deliver, link, remove
from .test_by_hand import khabar

NEW, OLD = b"n" * 32, b"o" * 32
TOKEN = "organisation-token-1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, key in {"new": NEW, "old": OLD, "secret": KEY}.items():
        (tmp_path / name).write_text(f"whsec_{base64.b64encode(key).decode()}\n")
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    (tmp_path / "newsroom.toml").touch()
    return tmp_path


def make(folder: Path, url: str, **keys: Any) -> WebhookTarget:  # noqa: ANN401 - a target's settings
    keys = {"id": PARTNER, "type": "webhook", "url": url, **keys}
    target = make_target(TargetSettings.model_validate(keys), PublishSettings(config=folder / "newsroom.toml"))
    assert isinstance(target, WebhookTarget)
    return target


async def sent(target: WebhookTarget, server: HTTPServer) -> Request:
    """The first call that a delivery makes."""
    server.expect_request("/hook").respond_with_data("", 201)
    answer = await deliver(target, whole())
    await target.close()
    assert (answer.outcome, answer.url, answer.shows) == ("accepted", None, True)
    return server.log[0][0]


def signatures(request: Request) -> list[str]:
    return str(request.headers["webhook-signature"]).split(" ")


def right(request: Request, key: bytes) -> str:
    stamp = int(request.headers["webhook-timestamp"])
    return signature(key, request.headers["webhook-id"], stamp, request.get_data())


async def test_while_a_secret_is_changed_a_receiver_with_either_takes_the_call(
    folder: Path, httpserver: HTTPServer
) -> None:
    request = await sent(make(folder, httpserver.url_for("/hook"), secret_files=["new", "old"]), httpserver)
    assert signatures(request) == [right(request, NEW), right(request, OLD)]


@pytest.mark.parametrize("name", FORMATS)
async def test_every_format_can_be_posted_and_says_what_it_is_about(
    folder: Path, httpserver: HTTPServer, name: str
) -> None:
    keys = {"secret_file": "secret", "format": name, "signature": "standard"}
    target = make(folder, httpserver.url_for("/hook"), **keys)
    request = await sent(target, httpserver)
    assert signatures(request) == [right(request, KEY)]
    about = {header: request.headers[f"khabar-{header}"] for header in ("event", "revision", "subject")}
    assert about == {"event": "article.enriched", "revision": "1", "subject": ARTICLE}
    assert request.content_length


@pytest.mark.parametrize("name", FORMATS)
async def test_a_kill_is_told_by_every_format_even_by_one_without_words_for_it(
    folder: Path, httpserver: HTTPServer, name: str
) -> None:
    keys = {"secret_file": "secret", "format": name, "signature": "standard"}
    target = make(folder, httpserver.url_for("/hook"), **keys)
    httpserver.expect_request("/hook").respond_with_data("", 200)
    assert (await remove(target)).shows
    await target.close()
    request = httpserver.log[0][0]
    assert request.headers["khabar-event"] == "article.killed"
    assert whole().headline.encode() not in request.get_data()
    assert signatures(request) == [right(request, KEY)]


async def test_links_that_a_format_has_no_words_for_are_needless_and_not_dead(
    folder: Path, httpserver: HTTPServer
) -> None:
    target = make(folder, httpserver.url_for("/hook"), secret_file="secret", format="ninjs-3.1")
    answer = await link(target)
    await target.close()
    assert not answer.shows
    assert "no words for related.changed" in answer.why
    assert httpserver.log == []


async def test_superdesk_gets_its_own_signature_and_an_item_and_its_201_is_acceptance_only(
    folder: Path, httpserver: HTTPServer
) -> None:
    target = make(folder, httpserver.url_for("/hook"), format="superdesk", secret_file="token")
    request = await sent(target, httpserver)
    body = request.get_data()
    assert request.headers["x-superdesk-signature"] == f"sha1={hmac.new(TOKEN.encode(), body, 'sha1').hexdigest()}"
    assert "webhook-signature" not in request.headers
    assert request.headers["content-type"] == "application/json"
    assert json.loads(body)["guid"] == f"urn:uuid:{ARTICLE}"


async def test_a_token_is_sent_with_each_call_and_told_in_no_error(folder: Path, httpserver: HTTPServer) -> None:
    target = make(folder, httpserver.url_for("/hook"), secret_file="secret", bearer_file="token")

    def repeat(request: Request) -> Response:
        return Response(f"who is {request.headers['authorization']}?", 401)

    httpserver.expect_request("/hook").respond_with_handler(repeat)
    with pytest.raises(Refused, match=r"who is Bearer \[token\]\?"):
        await deliver(target)
    await target.close()
    assert httpserver.log[0][0].headers["authorization"] == f"Bearer {TOKEN}"


async def test_the_receipt_tells_what_was_sent(folder: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("", 200)
    target = make(folder, httpserver.url_for("/hook"), secret_file="secret")
    first, again, other = [await deliver(target, enriched(number)) for number in (1, 1, 2)]
    await target.close()
    assert len(first.sent) == 64
    assert first.sent == again.sent != other.sent


async def test_what_somebody_has_sent_once_more_is_no_repetition(folder: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("", 200)
    target = make(folder, httpserver.url_for("/hook"), secret_file="secret")
    event = told("article.enriched", enriched())
    for extra in ({}, {REPLAY: "run-1"}, {REPLAY: f"{RESEND}1"}, {REPLAY: f"{RESEND}2"}, {REPLAY: f"{RESEND}2"}):
        await target.deliver(replace(event, extra=extra), enriched(), None)
    await target.close()
    first, replayed, once, twice, again = [request.headers["webhook-id"] for request, _ in httpserver.log]
    assert first == replayed
    assert len({first, once, twice}) == 3
    assert twice == again


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({}, "no secret_file; a webhook without a signature is not sent"),
        ({"secret_file": "secret", "secret_files": ["new"]}, "write one of them"),
        ({"secret_file": "secret", "headers": {"x-api-key": "k"}}, "headers: Extra inputs"),
        ({"secret_file": "secret", "signature": "rot13"}, "signature: Input should be 'standard' or 'superdesk'"),
        ({"format": "superdesk", "secret_files": ["new", "old"]}, "one secret at a time"),
        ({"secret_file": "secret", "bearer_file": "nowhere"}, "nowhere cannot be read"),
        ({"secret_files": ["new", "token"]}, "token holds no secret of 24 to 64 bytes"),
        ({"secret_file": "secret", "format": "rss"}, "unknown format 'rss'"),
    ],
)
def test_what_is_wrong_about_a_webhook_is_told_at_the_start(folder: Path, keys: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason) as caught:
        make(folder, "https://partner.example/hook", **keys)
    assert "'k'" not in str(caught.value)


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        make(folder, "https://partner.example/hook", secret_file=7, colour="red")
    assert {"secret_file", "colour"} <= {line.strip().partition(":")[0] for line in str(caught.value).splitlines()}


async def test_410_says_that_it_is_gone(folder: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("moved away", 410)
    target = make(folder, httpserver.url_for("/hook"), secret_file="secret")
    with pytest.raises(Gone, match=r"gone for good \(410\): moved away"):
        await deliver(target)
    await target.close()


async def test_a_receiver_that_is_gone_is_not_called_again_until_a_person_says_so(room: Room) -> None:
    room.partner.behaviour = always(410)
    async with room.at_work() as work:
        for number in range(3):
            await room.desk.send(told("article.enriched", enriched(id=f"article-{number}")))

        async def is_paused() -> bool:
            return (await room.breaker()).get("state") == "paused"

        await until(is_paused)
        calls = len(room.partner.calls)
        work.later(86_400)
        [row] = (await khabar(room, "list"))["targets"]
        assert row["state"] == "paused"
        assert "gone for good (410)" in row["reason"]
        assert (len(room.partner.calls), await room.alarms()) == (calls, ["target.refused"])
        room.partner.behaviour = well
        await khabar(room, "resume", PARTNER)
        told_of = [event.name for event in await room.delivered() if event.name != "delivery.delayed"]
    assert told_of == ["article.published"] * 3

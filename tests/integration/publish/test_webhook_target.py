"""A webhook as a target: the contract of all targets, and what is its own."""

import base64
import hmac
import json
from hashlib import sha256
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from khabar import ConfigError, Wire
from khabar.config import TargetSettings
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import Down, Refused
from khabar_publish.targets.webhook import WebhookTarget
from tests.unit.publish.stories import ARTICLE, enriched, told

from .receiver import KEY, Receiver
from .target_contract import SECRET, TargetContract, deliver, remove

_SIGNING = base64.b64encode(SECRET.encode().ljust(32, b".")).decode()


class TestWebhook(TargetContract):
    @pytest.fixture(autouse=True)
    def _secret(self, tmp_path: Path) -> None:
        self.folder = tmp_path
        (tmp_path / "secret").write_text(f"whsec_{_SIGNING}\n")

    def make(self, url: str, seconds: float = 2.0) -> WebhookTarget:
        target = TargetSettings.model_validate(
            {"id": "partner", "type": "webhook", "url": f"{url}/hook", "secret_file": "secret"}
        )
        settings = PublishSettings(config=self.folder / "newsroom.toml", target_timeout_seconds=seconds)
        return WebhookTarget(target, settings)

    def will_deliver(self, server: HTTPServer, outcome: str) -> None:
        said = {"state": outcome, "url": "https://partner.example/a/1", "remote_id": "1"}
        server.expect_request("/hook", method="POST").respond_with_json(said)

    def will_remove(self, server: HTTPServer, outcome: str) -> None:
        self.will_deliver(server, "removed" if outcome == "done" else outcome)

    @pytest.mark.parametrize("body", ["", "ok", "<html>thanks</html>", "[1]", '{"state": 7}', "\xff"])
    async def test_any_2xx_is_a_receipt_whatever_it_says(
        self, target: WebhookTarget, httpserver: HTTPServer, body: str
    ) -> None:
        httpserver.expect_request("/hook").respond_with_data(body.encode("latin-1"), 202, content_type="text/html")
        answer = await deliver(target)
        assert (answer.outcome, answer.url, answer.shows) == ("accepted", None, True)

    async def test_only_known_words_of_a_receiver_are_kept(self, target: WebhookTarget, httpserver: HTTPServer) -> None:
        said = {"state": "9f9f90f5", "url": "javascript:alert(1)", "remote_id": "x" * 100_000}
        httpserver.expect_request("/hook").respond_with_json(said)
        answer = await deliver(target)
        assert (answer.outcome, answer.url, answer.remote_id, answer.shows) == ("accepted", None, None, True)

    async def test_a_receiver_that_has_killed_it_already_confirms_the_kill(
        self, target: WebhookTarget, httpserver: HTTPServer
    ) -> None:
        self.will_remove(httpserver, "killed")
        assert (await remove(target, "kill")).shows
        assert not (await remove(target, "unpublish")).shows
        assert not (await deliver(target)).shows

    async def test_the_receiver_can_tell_that_it_is_us_and_that_nothing_was_changed(
        self, target: WebhookTarget, httpserver: HTTPServer
    ) -> None:
        self.will_deliver(httpserver, "created")
        await deliver(target)
        request, _ = httpserver.log[0]
        signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode()
        wanted = hmac.new(base64.b64decode(_SIGNING), signed + request.get_data(), sha256).digest()
        assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(wanted).decode()}"

    async def test_a_repeated_call_has_the_same_id_and_a_correction_another(
        self, target: WebhookTarget, httpserver: HTTPServer
    ) -> None:
        self.will_deliver(httpserver, "created")
        for revision in (1, 1, 2):
            await deliver(target, enriched(revision))
        first, again, corrected = [request.headers["webhook-id"] for request, _ in httpserver.log]
        assert first == again != corrected

    async def test_the_payload_is_the_streams_own_byte_for_byte(
        self, target: WebhookTarget, httpserver: HTTPServer
    ) -> None:
        self.will_deliver(httpserver, "created")
        await deliver(target)
        request, _ = httpserver.log[0]
        assert request.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
        entry = Wire().encode(told("article.enriched", enriched()))
        body = request.get_data()
        assert body.endswith(b',"data":' + bytes(entry["data"]) + b"}")  # type: ignore[arg-type]
        said = json.loads(body)
        assert all(said[name] == entry[name] for name in ("specversion", "id", "type", "source", "subject", "time"))

    async def test_only_the_excerpt_of_an_agencys_article_leaves_the_newsroom(
        self, target: WebhookTarget, httpserver: HTTPServer
    ) -> None:
        self.will_deliver(httpserver, "created")
        body = [{"type": "paragraph", "text": "المقدمة."}, {"type": "paragraph", "text": "السر في الفقرة الثانية."}]
        await deliver(target, enriched(rights="excerpt+link", canonical_url="https://agency.example/1", body=body))
        sent = httpserver.log[0][0].get_data(as_text=True)
        assert "المقدمة" in sent
        assert "https://agency.example/1" in sent
        assert "السر" not in sent

    async def test_a_removal_is_sent_as_the_event_it_is(self, target: WebhookTarget, httpserver: HTTPServer) -> None:
        self.will_remove(httpserver, "done")
        await remove(target, "withdraw", reason="خطأ في الأسماء")
        said = json.loads(httpserver.log[0][0].get_data())
        assert (said["type"], said["subject"]) == ("khabar.article.withdrawn.v1", ARTICLE)
        assert said["data"]["reason"] == "خطأ في الأسماء"

    async def test_a_receiver_that_is_gone_for_good_says_so(
        self, target: WebhookTarget, httpserver: HTTPServer
    ) -> None:
        httpserver.expect_request("/hook").respond_with_data("moved away", 410)
        with pytest.raises(Refused, match=r"gone for good \(410\): moved away"):
            await deliver(target)

    async def test_the_secret_is_never_sent(self, target: WebhookTarget, httpserver: HTTPServer) -> None:
        def repeat(request: Request) -> Response:
            return Response(f"{request.headers} {request.get_data(as_text=True)}", 503)

        httpserver.expect_request("/hook").respond_with_handler(repeat)
        with pytest.raises(Down) as caught:
            await deliver(target)
        assert _SIGNING not in str(caught.value)

    async def test_a_strict_receiver_takes_each_revision_once(self) -> None:
        receiver = await Receiver().start()
        (self.folder / "secret").write_text(base64.b64encode(KEY).decode())
        target = self.make(f"http://127.0.0.1:{receiver.port}")
        for revision in (1, 2, 2, 1):
            await deliver(target, enriched(revision))
        await remove(target, "kill", revision=2)
        await target.close()
        await receiver.stop()
        assert (len(receiver.taken), receiver.repeated, receiver.unsigned) == (3, 2, 0)
        assert receiver.holds[ARTICLE]["type"] == "khabar.article.killed.v1"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read"),
        ("", "no secret of 24 to 64 bytes"),
        ("whsec_", "no secret"),
        ("not base64!", "no secret"),
        ("c2hvcnQ=", "openssl rand -base64 32"),
    ],
)
def test_without_a_real_secret_nothing_starts(tmp_path: Path, content: str | None, reason: str) -> None:
    if content is not None:
        (tmp_path / "secret").write_text(content)
    target = TargetSettings.model_validate(
        {"id": "partner", "type": "webhook", "url": "https://partner.example/hook", "secret_file": "secret"}
    )
    with pytest.raises(ConfigError, match=f"target partner: secret_file .*{reason}"):
        make_target(target, PublishSettings(config=tmp_path / "newsroom.toml"))


def test_a_webhook_without_a_secret_file_is_not_sent_unsigned() -> None:
    with pytest.raises(ConfigError, match="no secret_file"):
        make_target(TargetSettings(id="partner", type="webhook", url="https://partner.example/"), PublishSettings())


@pytest.mark.parametrize("url", [None, "", "ftp://partner.example/", "file:///etc/passwd", "partner.example"])
def test_only_an_http_address_is_one(url: str | None) -> None:
    with pytest.raises(ConfigError, match=r"target partner: .*http"):
        make_target(TargetSettings(id="partner", type="webhook", url=url), PublishSettings())

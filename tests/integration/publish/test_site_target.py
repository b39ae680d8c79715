"""The built-in site as a target: the contract of all targets, and what is its own."""

import json
import re

import pytest
from pydantic import SecretStr
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from khabar import ConfigError, EnrichedRevision
from khabar.config import TargetSettings
from khabar.events import article_id
from khabar_publish.app import make_app, make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import RemovalKind
from khabar_publish.targets.site import SiteTarget
from tests.unit.publish.stories import ARTICLE, enriched

from .target_contract import SECRET, ReceiptContract, deliver, remove

_PATH = f"/api/articles/{ARTICLE}"
_STATUS = {"created": 201, "killed": 410}
ELSEWHERE = article_id("desk", "rivers")
_SITE = TargetSettings(id="site", type="site")


def _settings(url: str, seconds: float = 2.0) -> PublishSettings:
    return PublishSettings(site_url=url, site_token=SecretStr(SECRET), target_timeout_seconds=seconds)


def _said(state: str) -> dict[str, str | int]:
    return {"state": state, "article_id": ARTICLE, "revision": 1, "url": "http://site/2024/03/abc-ماء"}


class TestSite(ReceiptContract):
    def make(self, url: str, seconds: float = 2.0) -> SiteTarget:
        return SiteTarget(_SITE, _settings(url, seconds))

    def will_deliver(self, server: HTTPServer, outcome: str) -> None:
        server.expect_request(_PATH, method="PUT").respond_with_json(_said(outcome), status=_STATUS.get(outcome, 200))

    def will_remove(self, server: HTTPServer, outcome: str) -> None:
        said = _said("killed" if outcome == "done" else outcome)
        server.expect_request(_PATH, method="DELETE").respond_with_json(said)

    async def test_the_whole_revision_goes_with_the_token(self, target: SiteTarget, httpserver: HTTPServer) -> None:
        self.will_deliver(httpserver, "created")
        await deliver(target, enriched(7))
        request, _ = httpserver.log[0]
        assert request.headers["authorization"] == f"Bearer {SECRET}"
        assert request.headers["content-type"] == "application/json"
        assert "عودة المياه" in request.get_data(as_text=True)
        assert EnrichedRevision.model_validate_json(request.get_data()) == enriched(7)

    @pytest.mark.parametrize("kind", ["unpublish", "withdraw", "kill"])
    async def test_a_removal_says_its_kind_revision_and_reason(
        self, target: SiteTarget, httpserver: HTTPServer, kind: RemovalKind
    ) -> None:
        self.will_remove(httpserver, "done")
        await remove(target, kind, revision=4, reason="بأمر المحكمة & آخر")
        request, _ = httpserver.log[0]
        said = {"revision": "4", "kind": kind, "reason": "بأمر المحكمة & آخر", "at": "2024-03-10T09:40:00+00:00"}
        assert dict(request.args) == said
        assert request.headers["authorization"] == f"Bearer {SECRET}"

    async def test_a_merged_article_leaves_and_says_where_it_went(
        self, target: SiteTarget, httpserver: HTTPServer
    ) -> None:
        self.will_remove(httpserver, "done")
        await remove(target, "merge", into=ELSEWHERE)
        request, _ = httpserver.log[0]
        assert (request.args["kind"], request.args["into"]) == ("unpublish", ELSEWHERE)

    async def test_a_reason_without_an_end_does_not_keep_a_killed_article_on_the_page(
        self, target: SiteTarget, httpserver: HTTPServer
    ) -> None:
        self.will_remove(httpserver, "done")
        await remove(target, reason="س" * 5000)
        assert len(httpserver.log[0][0].args["reason"]) == 500

    async def test_what_is_gone_already_counts_as_removed(self, target: SiteTarget, httpserver: HTTPServer) -> None:
        httpserver.expect_request(_PATH, method="DELETE").respond_with_data("gone", 410)
        assert (await remove(target)).shows

    async def test_an_id_from_a_hostile_entry_stays_one_part_of_the_address(
        self, target: SiteTarget, httpserver: HTTPServer
    ) -> None:
        seen: list[str] = []

        def note(request: Request) -> Response:
            seen.append(request.environ["REQUEST_URI"])
            return Response(json.dumps(_said("created")), content_type="application/json")

        httpserver.expect_request(re.compile(".*")).respond_with_handler(note)
        await deliver(target, enriched(id="../../admin?x=1#"))
        assert seen == ["/api/articles/..%2F..%2Fadmin%3Fx%3D1%23"]

    async def test_a_password_in_the_address_is_in_no_error(self, unused_tcp_port: int) -> None:
        target = self.make(f"http://desk:hidden-pw@127.0.0.1:{unused_tcp_port}")
        with pytest.raises(Exception, match="PUT") as caught:
            await deliver(target)
        await target.close()
        assert "hidden-pw" not in str(caught.value)


def test_without_a_token_publish_does_not_start() -> None:
    with pytest.raises(ConfigError, match="KHABAR_SITE_TOKEN"):
        make_target(_SITE, PublishSettings(site_token=None))


@pytest.mark.parametrize("url", ["site:8000", "ftp://site", "http://", "http://[bad", "", "http://site:port"])
def test_a_target_without_a_real_address_is_named_at_the_start(url: str) -> None:
    with pytest.raises(ConfigError, match=r"target desk: .*http"):
        make_target(TargetSettings(id="desk", type="site", url=url), _settings("http://[bad"))


def test_an_unknown_kind_of_target_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"unknown type 'telegraph'; there are .*site, .*webhook"):
        make_target(TargetSettings(id="old", type="telegraph"), _settings("http://site"))


def test_a_newsroom_without_targets_delivers_to_the_built_in_site() -> None:
    assert make_app(_settings("http://127.0.0.1:8000")) is not None

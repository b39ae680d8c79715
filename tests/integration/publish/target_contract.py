"""What every target must do, told once; each target's tests subclass this and say how its server answers."""

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs
from werkzeug import Request, Response

from khabar import EnrichedRevision, Rejected, Retryable
from khabar.linked import LinkChange
from khabar_publish.targets import Answer, Asked, Down, LinkTarget, Refused, RemovalKind, Target
from tests.unit.publish.links import related
from tests.unit.publish.stories import enriched, removal, told

SECRET = "token-9c41"
_ANY = re.compile(".*")
Work = Callable[[Target], Awaitable[Answer]]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


_VERBS: dict[RemovalKind, str] = {
    "unpublish": "unpublished",
    "withdraw": "withdrawn",
    "kill": "killed",
    "merge": "merged",
}


async def deliver(target: Target, revision: EnrichedRevision | None = None) -> Answer:
    """Have a revision delivered as the service does."""
    revision = revision or enriched()
    return await target.deliver(told("article.enriched", revision), revision, None)


async def remove(target: Target, kind: RemovalKind = "kill", **changes: Any) -> Answer:  # noqa: ANN401 - fields of a removal
    """Have an article removed as the service does."""
    payload = removal().model_copy(update=changes)
    return await target.remove(told(f"article.{_VERBS[kind]}", payload), payload, kind, None)


async def link(target: Target) -> Answer:
    """Have the related links of an article told as the service does, where the target takes them."""
    if not isinstance(target, LinkTarget):
        pytest.skip("the target shows no links")
    event = related()
    return await target.link(event, cast("LinkChange", event.data))


every_call = pytest.mark.parametrize("work", [deliver, remove, link], ids=["deliver", "remove", "link"])


class TargetContract(ABC):
    """The suite; ``make`` and the two ``will_…`` are what a target's own tests bring."""

    @abstractmethod
    def make(self, url: str, seconds: float = 2.0) -> Target:
        """The target, pushing to a server at ``url`` with `SECRET` as its credential."""

    @abstractmethod
    def will_deliver(self, server: HTTPServer, outcome: str) -> None:
        """Have the server answer the next delivery with created, updated, unchanged, stale or killed."""

    @abstractmethod
    def will_remove(self, server: HTTPServer, outcome: str) -> None:
        """Have the server answer the next removal with done or stale."""

    @pytest.fixture
    async def target(self, httpserver: HTTPServer) -> AsyncIterator[Target]:
        target = self.make(httpserver.url_for(""))
        yield target
        await target.close()

    @pytest.mark.parametrize("outcome", ["created", "updated", "unchanged"])
    async def test_a_revision_that_is_shown_has_an_address(
        self, target: Target, httpserver: HTTPServer, outcome: str
    ) -> None:
        self.will_deliver(httpserver, outcome)
        answer = await deliver(target)
        assert answer.shows
        assert answer.outcome == outcome
        assert answer.url
        assert answer.url.startswith("http")

    @pytest.mark.parametrize("outcome", ["stale", "killed"])
    async def test_a_newer_state_at_the_target_is_no_failure_and_no_publication(
        self, target: Target, httpserver: HTTPServer, outcome: str
    ) -> None:
        self.will_deliver(httpserver, outcome)
        answer = await deliver(target)
        assert not answer.shows
        assert answer.outcome == outcome

    async def test_a_removal_is_confirmed(self, target: Target, httpserver: HTTPServer) -> None:
        self.will_remove(httpserver, "done")
        assert (await remove(target)).shows

    async def test_a_removal_older_than_the_page_is_no_failure(self, target: Target, httpserver: HTTPServer) -> None:
        self.will_remove(httpserver, "stale")
        assert not (await remove(target, "unpublish")).shows

    @every_call
    @pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
    async def test_a_busy_or_broken_target_is_tried_again(
        self, target: Target, httpserver: HTTPServer, status: int, work: Work
    ) -> None:
        httpserver.expect_request(_ANY).respond_with_data("later", status)
        with pytest.raises(Down, match=str(status)) as caught:
            await work(target)
        assert caught.value.answered

    @every_call
    @pytest.mark.parametrize("status", [429, 503])
    async def test_a_target_that_asks_for_a_pause_says_how_long(
        self, target: Target, httpserver: HTTPServer, status: int, work: Work
    ) -> None:
        httpserver.expect_request(_ANY).respond_with_data("later", status, headers={"Retry-After": "37"})
        with pytest.raises(Asked) as caught:
            await work(target)
        assert caught.value.seconds == 37

    @every_call
    @pytest.mark.parametrize("status", [408, 500, 502])
    async def test_a_failure_that_names_a_wait_puts_off_that_one_delivery(
        self, target: Target, httpserver: HTTPServer, status: int, work: Work
    ) -> None:
        httpserver.expect_request(_ANY).respond_with_data("later", status, headers={"Retry-After": "37"})
        with pytest.raises(Down) as caught:
            await work(target)
        assert caught.value.retry_after == 37

    @every_call
    @pytest.mark.parametrize("status", [401, 403])
    async def test_credentials_that_are_not_accepted_stop_the_whole_target(
        self, target: Target, httpserver: HTTPServer, status: int, work: Work
    ) -> None:
        httpserver.expect_request(_ANY).respond_with_data("من أنت؟", status)
        with pytest.raises(Refused, match=rf"{status}: من أنت؟"):
            await work(target)

    @every_call
    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    async def test_an_address_that_leads_elsewhere_is_not_followed(
        self, target: Target, httpserver: HTTPServer, status: int, work: Work
    ) -> None:
        elsewhere = {"Location": httpserver.url_for("/elsewhere")}
        httpserver.expect_request(_ANY).respond_with_data("", status, headers=elsewhere)
        with pytest.raises(Refused, match=str(status)):
            await work(target)
        assert len(httpserver.log) == 1

    @every_call
    @pytest.mark.parametrize("status", [400, 404, 409, 413, 422])
    async def test_a_refusal_for_good_carries_the_targets_own_words(
        self, target: Target, httpserver: HTTPServer, status: int, work: Work
    ) -> None:
        httpserver.expect_request(_ANY).respond_with_data("العنوان ناقص", status)
        with pytest.raises(Rejected, match=rf"{status}: العنوان ناقص"):
            await work(target)

    @every_call
    async def test_a_target_that_is_not_there_is_tried_again(self, unused_tcp_port: int, work: Work) -> None:
        with pytest.raises(Down, match=r"127\.0\.0\.1") as caught:
            await _once(self.make(f"http://127.0.0.1:{unused_tcp_port}"), work)
        assert not caught.value.answered

    @every_call
    async def test_a_target_that_hangs_up_is_tried_again(self, work: Work) -> None:
        async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.close()

        async with _talking(hang_up) as url:
            with pytest.raises(Retryable):
                await _once(self.make(url), work)

    @every_call
    async def test_a_target_that_drips_does_not_hold_the_others_up(self, work: Work) -> None:
        async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
            while not writer.is_closing():
                writer.write(b" ")
                await asyncio.sleep(0.05)

        async with _talking(drip) as url:
            with pytest.raises(Down, match=r"0\.4 s"):
                await asyncio.wait_for(_once(self.make(url, seconds=0.4), work), 20)

    @every_call
    @pytest.mark.parametrize("status", [401, 422, 503])
    async def test_the_secret_is_in_no_error_and_no_log_even_when_the_target_repeats_it(
        self, target: Target, httpserver: HTTPServer, status: int, work: Work
    ) -> None:
        def repeat(request: Request) -> Response:
            return Response(f"your headers: {request.headers}", status)

        httpserver.expect_request(_ANY).respond_with_handler(repeat)
        with capture_logs() as logs, pytest.raises((Rejected, Retryable)) as caught:
            await work(target)
        assert "your headers" in str(caught.value)
        assert SECRET not in f"{caught.value!r} {caught.value.__cause__!r} {logs}"

    @every_call
    async def test_a_proxy_for_the_world_outside_does_not_come_between(
        self, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int, work: Work
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_tcp_port}")
        httpserver.expect_request(_ANY).respond_with_data("reached", 400)
        with pytest.raises(Rejected, match="reached"):
            await _once(self.make(httpserver.url_for("")), work)


class ReceiptContract(TargetContract):
    """What more is asked of a target whose receipts have a form of their own."""

    @every_call
    async def test_a_page_in_the_targets_place_is_no_receipt(
        self, target: Target, httpserver: HTTPServer, work: Work
    ) -> None:
        httpserver.expect_request(_ANY).respond_with_data("<html>صيانة</html>", 200, content_type="text/html")
        with pytest.raises(Down, match="صيانة"):
            await work(target)

    @every_call
    async def test_the_secret_is_not_in_the_error_about_such_a_page(
        self, target: Target, httpserver: HTTPServer, work: Work
    ) -> None:
        httpserver.expect_request(_ANY).respond_with_handler(lambda request: Response(f"yours: {request.headers}", 200))
        with pytest.raises(Down, match="yours") as caught:
            await work(target)
        assert SECRET not in f"{caught.value!r} {caught.value.__cause__!r}"


async def _once(target: Target, work: Work) -> None:
    try:
        await work(target)
    finally:
        await target.close()


@asynccontextmanager
async def _talking(talk: Talk) -> AsyncIterator[str]:
    """A server that reads a request's head and then says what ``talk`` wants."""
    speaking: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        task = asyncio.ensure_future(talk(reader, writer))
        speaking.add(task)
        await task

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    for task in speaking:
        task.cancel()
    server.close()

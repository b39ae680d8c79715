"""A browser's own words about what it holds are read whatever they say."""

from datetime import UTC, datetime

import pytest
from starlette.types import Message

from khabar.website import Website
from khabar_site.page import Page
from khabar_site.policies import Policies
from khabar_site.ready import Ready


@pytest.mark.parametrize(
    "date",
    ["Mon, 01 Jan 99999999999 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 +99999999999999999999", "Mon", "1" * 5000],
)
async def test_a_date_that_is_none_is_as_good_as_no_date(date: str) -> None:
    page = Ready(Page("text", modified=datetime(2024, 1, 1, tzinfo=UTC)), Policies(Website()))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "headers": [(b"if-modified-since", date.encode())]}
    await page(scope, receive, send)
    assert (sent[0]["status"], sent[1]["body"]) == (200, b"text")

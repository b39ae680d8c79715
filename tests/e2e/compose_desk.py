"""The desk: hands articles to the ingest API of a stack, and reads what its site shows of them."""

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx
from lxml import html  # type: ignore[import-untyped] # lxml ships no types

from tests.e2e.compose_stack import Stack, wait_until

_TRIES = 20


@dataclass
class Desk:
    """A client of a running stack; ``accepted`` is the newest revision of every article that was accepted."""

    stack: Stack
    accepted: dict[str, int] = field(default_factory=dict)

    @cached_property
    def token(self) -> str:
        """The ingest token, read as the documentation tells."""
        return self.stack.inside("ingest", "cat", "/run/secrets/ingest_token")

    def submit(self, article: bytes | dict[str, Any]) -> dict[str, Any]:
        """Hand in one article, again where the API asks for that, and return its answer."""
        for _ in range(_TRIES):
            response = self._post(article)
            if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(float(response.headers["retry-after"]))
        assert response.status_code == httpx.codes.ACCEPTED, response.text
        answer: dict[str, Any] = response.json()
        self.accepted[answer["article_id"]] = answer["revision"]
        return answer

    def read_back(self, article_id: str) -> dict[str, Any]:
        """What the site says it holds of an article."""
        found: dict[str, Any] = httpx.get(f"{self.stack.url('site')}/api/articles/{article_id}", timeout=30).json()
        return found

    def missing(self) -> list[str]:
        """The accepted articles that the site does not show in their newest revision."""
        held = {article_id: self.read_back(article_id).get("revision", 0) for article_id in self.accepted}
        return [article_id for article_id, revision in self.accepted.items() if held[article_id] < revision]

    def wait_for_all(self) -> None:
        """Wait until the site shows every accepted article."""
        wait_until(f"{len(self.accepted)} articles at the site", lambda: not self.missing())

    def page(self, article_id: str) -> html.HtmlElement:
        """The page of an article as its readers get it."""
        response = httpx.get(self.read_back(article_id)["url"], timeout=30)
        assert response.status_code == httpx.codes.OK, response.text
        return html.document_fromstring(response.content)

    def _post(self, article: bytes | dict[str, Any]) -> httpx.Response:
        body: dict[str, Any] = {"content": article} if isinstance(article, bytes) else {"json": article}
        headers = {"authorization": f"Bearer {self.token}"}
        return httpx.post(f"{self.stack.url('ingest')}/v1/articles", headers=headers, timeout=60, **body)


def words(element: html.HtmlElement, path: str) -> list[str]:
    """The text of every element that an XPath finds, blanks folded."""
    return [" ".join(found.text_content().split()) for found in element.xpath(path)]

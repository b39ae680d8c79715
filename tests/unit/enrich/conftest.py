"""A desk and revisions for the tests of the enrich steps."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from khabar.config import Config
from khabar.models import Block, Revision, SourceRef
from khabar_enrich.desk import Desk

Write = Callable[..., Revision]
_PUBLISHED = datetime(2022, 2, 7, 8, 15, tzinfo=UTC)


@pytest.fixture(scope="session")
def desk() -> Desk:
    """A desk with a few sections, in Damascus."""
    sections: list[dict[str, Any]] = [
        {"id": "latest", "name": "آخر الأخبار", "default": True},
        {"id": "sport", "name": "رياضة", "categories": ["Sports"], "tags": ["topic:football"], "words": ["اعتزال"]},
        {"id": "economy", "name": "اقتصاد", "tags": ["نفط"]},
    ]
    sources = [{"id": "wire", "type": "feed", "section": "economy", "timezone": "Asia/Tokyo"}]
    config = {"newsroom": {"timezone": "Asia/Damascus"}, "sections": sections, "sources": sources}
    return Desk.load(Config.model_validate(config))


@pytest.fixture(scope="session")
def write() -> Write:
    """Write a revision from a headline and paragraphs; everything else can be set by name."""

    def _write(headline: str, *paragraphs: str, **others: object) -> Revision:
        fields: dict[str, object] = {
            "id": "an-article",
            "revision": 1,
            "source": SourceRef(id="desk"),
            "headline": headline,
            "body": tuple(Block(type="paragraph", text=text) for text in paragraphs),
            "published_at": _PUBLISHED,
            "received_at": _PUBLISHED,
            "content_sha": "0" * 64,
        }
        return Revision.model_validate(fields | others)

    return _write

"""A small newsroom to look at: articles of our own with invented events, and the configuration that suits them."""

import json
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from typing import Any

__all__ = ["articles"]


def articles() -> Iterator[dict[str, Any]]:
    """Yield the sample's articles in the order of their publication, a corrected one twice under the same guid.

    Each is native JSON as ingest takes it: the fields of `khabar.models.Revision` that a source knows.
    """
    folder = files(__name__) / "articles"
    everything = [json.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".json")]
    yield from sorted(everything, key=_moment)


def _moment(article: dict[str, Any]) -> tuple[datetime, str]:
    """When this state of the article went out; the guid settles a tie."""
    stamp = article.get("updated_at") or article["published_at"]
    return datetime.fromisoformat(stamp), article["source"]["guid"]

"""Feeds of real sites beside what feedparser makes of them."""

from calendar import timegm
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import pytest

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Parsed
from khabar_ingest.parsers import parse
from khabar_ingest.sanitise import canonical
from khabar_ingest.text import normalise

FEEDS = Path(__file__).parents[4] / "shared/data/ingest/feeds/real"
YEAR_1900 = -2208988800


@pytest.mark.skipif(not FEEDS.is_dir(), reason="the shared data are not beside this checkout")
def test_nothing_of_a_real_feed_differs_from_what_feedparser_finds() -> None:
    wrong: Counter[str] = Counter()
    total = 0
    for path in sorted(FEEDS.glob("*.xml")):
        content = path.read_bytes()
        theirs, ours = feedparser.parse(content).entries, parse(Document(content))
        assert len(ours) == len(theirs), path.name
        total += len(ours)
        for entry, found in zip(theirs, ours, strict=True):
            wrong.update(_differences(entry, found))
    assert total > 1000
    assert {name: wrong[name] for name in ("id", "date", "enclosure")} == {"id": 0, "date": 0, "enclosure": 0}
    assert wrong["title"] <= total * 0.001
    assert wrong["link"] <= total * 0.006


def _differences(entry: dict[str, Any], found: Parsed) -> Iterator[str]:
    """What an entry differs in; one without a headline and text is refused and differs in nothing."""
    if not isinstance(found, Draft):
        assert not normalise(unescape(entry.get("title", "") + entry.get("summary", "")))
        return
    media = {item.url for item in found.media} | {link.url for link in found.links}
    same = {
        "id": (found.guid or "") == normalise(entry.get("id", "")),
        "title": not entry.get("title") or found.headline == normalise(unescape(entry["title"])),
        "link": canonical(entry.get("link", "")) == found.canonical_url,
        "date": _seconds(entry) == (int(found.published_at.timestamp()) if found.published_at else None),
        "enclosure": {link["href"] for link in entry["links"] if link["rel"] == "enclosure"} <= media,
    }
    yield from (name for name, is_same in same.items() if not is_same)


def _seconds(entry: dict[str, Any]) -> int | None:
    """When feedparser says that an entry was published; a year before newspapers is no date."""
    time = entry.get("published_parsed") or entry.get("updated_parsed")
    seconds = timegm(time) if time else None
    return seconds if seconds is not None and seconds > YEAR_1900 else None

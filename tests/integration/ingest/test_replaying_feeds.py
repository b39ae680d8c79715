"""Feeds of real sites, taken twice over: the second time there is nothing to tell."""

from collections import Counter
from pathlib import Path

import pytest

from khabar.config import SourceSettings
from khabar_ingest.handlers import Intake
from khabar_ingest.item import Item

from .conftest import Events

pytestmark = pytest.mark.server

FEEDS = Path(__file__).parents[4] / "shared/data/ingest/feeds/real"


@pytest.mark.skipif(not FEEDS.is_dir(), reason="the shared data are not beside this checkout")
async def test_replaying_real_feeds_tells_nothing_twice(intake: Intake, events: Events) -> None:
    feeds = {SourceSettings(id=path.stem, type="feed"): path.read_bytes() for path in sorted(FEEDS.glob("*.xml"))}
    first = [await _outcomes(intake, source, content) for source, content in feeds.items()]
    told = len(await events("articles"))
    assert sum(first, Counter())["created"] == told > 1000
    second = [await _outcomes(intake, source, content) for source, content in feeds.items()]
    assert set(sum(second, Counter())) <= {"duplicate", "rejected"}
    assert len(await events("articles")) == told


async def _outcomes(intake: Intake, source: SourceSettings, content: bytes) -> Counter[str]:
    results = await intake.take(Item(content, f"https://{source.id}.example/feed"), source)
    return Counter(result.outcome for result in results)

"""What editors decide about a tag is delivered to targets that show tags, and told as that and not as an article."""

import pytest

from khabar import Event, Wire, make
from khabar.models import DeliveryProblem, Receipt, TagRuling
from khabar.stage import Due
from khabar_publish.handlers import Drain
from khabar_publish.pipeline import failed, receipt, skipped
from khabar_publish.targets import Answer

from .stories import WHEN

RAQQA = "loc:raqqa"


def decided(revision: int = 3) -> Event:
    ruling = TagRuling(id=RAQQA, revision=revision, type="place", name="مدينة الرقة")
    return make("tag.changed", ruling, source="khabar/ingest/tags", subject=RAQQA, revision=revision, time=WHEN)


async def test_the_latest_decision_about_a_tag_supersedes_those_before() -> None:
    [due] = await Drain("site", tags=True).on_tag(decided(7))
    assert isinstance(due, Due)
    assert (due.event.subject, due.rank, due.skipped.name) == (RAQQA, 7, "tag.skipped")


def test_a_tag_that_is_shown_is_told_as_applied() -> None:
    said = receipt(decided(), "site", Answer("updated", "http://news.test/tag/loc-raqqa"), 0.01)
    assert (said.name, said.stream, said.revision) == ("tag.applied", "published", 3)
    assert isinstance(said.data, Receipt)
    assert (said.data.id, said.data.content_sha256) == (RAQQA, "")
    Wire().encode(said)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (skipped(decided(), "site", "later"), "tag.skipped"),
        (failed(decided(), "site", "refused"), "tag.failed"),
        (receipt(decided(), "site", Answer("stale", shows=False), 0.01), "tag.skipped"),
    ],
)
def test_what_never_was_an_article_is_never_told_as_one(said: Event, name: str) -> None:
    assert said.name == name
    assert isinstance(said.data, DeliveryProblem)

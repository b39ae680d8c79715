"""What a replay would change on a site, and why."""

from datetime import UTC, datetime

import pytest

from khabar.digests import push_sha256
from khabar.events import Event, make
from khabar.models import Model, RelatedChange, Removal, TagRuling
from khabar.replay import Held, compare
from tests.unit.site.articles import revision_of

WATER = revision_of(revision=3)
AT = datetime(2026, 11, 20, tzinfo=UTC)


def _event(name: str, data: Model, revision: int = 3) -> Event:
    return make(name, data, source="khabar/enrich", subject=WATER.id, revision=revision, time=AT)


ENRICHED = _event("article.enriched", WATER)
REMOVAL = Removal(id=WATER.id, revision=4, reason="خطأ", by="المحرر")


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (Held(), "new"),
        (Held(1, "live", "x", "y"), "revision 1 → 3"),
        (Held(3, "live", WATER.content_sha, push_sha256(WATER)), "unchanged"),
        (Held(3, "live", WATER.content_sha, ""), "unchanged"),
        (Held(3, "live", WATER.content_sha, "other"), "enrichment differs"),
        (
            Held(3, "live", "other", "other"),
            "unchanged (refused: the target holds another text as revision 3)",
        ),
        (Held(5, "live", "x", "y"), "unchanged (the target knows revision 5)"),
        (Held(4, "killed"), "unchanged (killed)"),
    ],
)
def test_a_revision_is_compared_with_what_the_site_holds(held: Held, why: str) -> None:
    assert compare(ENRICHED, held).why == why


@pytest.mark.parametrize(
    ("name", "held", "why"),
    [
        ("article.withdrawn", Held(3, "live"), "removed (withdrawn)"),
        ("article.withdrawn", Held(4, "withdrawn"), "unchanged"),
        ("article.withdrawn", Held(5, "live"), "unchanged (the target knows revision 5)"),
        ("article.killed", Held(5, "live"), "removed (killed)"),
        ("article.killed", Held(9, "killed"), "unchanged (killed)"),
        ("article.unpublished", Held(), "removed (unpublished)"),
    ],
)
def test_a_removal_is_compared_with_what_the_site_holds(name: str, held: Held, why: str) -> None:
    change = compare(_event(name, REMOVAL, 4), held)
    assert change.why == why
    assert change.is_one is why.startswith("removed")


@pytest.mark.parametrize(("held", "why"), [(Held(), "tag decided"), (Held(2), "unchanged"), (Held(1), "tag decided")])
def test_a_decision_about_a_tag_is_compared_with_the_one_that_the_site_knows(held: Held, why: str) -> None:
    ruling = TagRuling(id="loc:raqqa", revision=2, type="place", name="مدينة الرشيد")
    change = compare(_event("tag.changed", ruling, 2), held)
    assert (change.why, change.headline, change.is_one) == (why, "مدينة الرشيد", why != "unchanged")


@pytest.mark.parametrize(
    ("held", "why"), [(Held(), "related told"), (Held(40), "related told"), (Held(41), "unchanged")]
)
def test_links_are_compared_by_their_version_and_not_by_the_articles_revision(held: Held, why: str) -> None:
    links = RelatedChange(id=WATER.id, revision=3, version=41)
    assert compare(_event("related.changed", links), held).why == why

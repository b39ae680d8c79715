"""Articles by number."""

from khabar.events import article_id
from khabar.models import EnrichedRevision
from tests.unit.publish.stories import enriched


def story(number: int, revision: int = 1) -> EnrichedRevision:
    """One revision of an article; the same number is the same article."""
    return enriched(revision, id=article_id("desk", str(number)))

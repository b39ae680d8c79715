"""Events as they reach publish."""

from datetime import UTC, datetime

from khabar import EnrichedRevision, Event, make
from khabar.events import article_id
from khabar.models import Removal

ARTICLE = article_id("desk", "water")
WHEN = datetime(2024, 3, 10, 9, 40, tzinfo=UTC)


def enriched(revision: int = 1, headline: str = "عودة المياه إلى أحياء الرقة", **changes: object) -> EnrichedRevision:
    return EnrichedRevision.model_validate(
        {
            "id": ARTICLE,
            "revision": revision,
            "source": {"id": "desk"},
            "headline": headline,
            "received_at": WHEN,
            "content_sha": f"{revision:064x}",
            "enrichment": {"for_revision": revision, "slug": "عودة-المياه"},
            **changes,
        }
    )


def removal(revision: int = 2, reason: str = "طلب المصدر حذف المادة") -> Removal:
    return Removal(id=ARTICLE, revision=revision, reason=reason, by="محرر المناوبة")


def told(name: str, payload: EnrichedRevision | Removal) -> Event:
    return make(name, payload, source="khabar/enrich", subject=payload.id, revision=payload.revision, time=WHEN)

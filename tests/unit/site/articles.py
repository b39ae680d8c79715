"""Articles for the site's tests, as publish pushes them."""

from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from khabar import EnrichedRevision

HEADLINE = "عودة المياه إلى أحياء الرقة"
LEAD = "عادت المياه، أمس السبت، إلى ثلاثة أحياء غربي الرقة."


def uuid_of(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def pushed(name: str = "water", revision: int = 1, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of an article
    """The JSON of a revision; ``enrichment`` in the changes is merged into the usual one."""
    found = changes.pop("enrichment", {})
    article = {
        "id": uuid_of(name),
        "revision": revision,
        "source": {"id": "desk", "name": "مكتب الفرات"},
        "headline": HEADLINE,
        "lead": LEAD,
        "body": [
            {"type": "paragraph", "text": LEAD},
            {"type": "heading", "text": "أسباب الانقطاع"},
            {"type": "paragraph", "text": "قال مهندس إن المضخة تعطلت."},
        ],
        "published_at": "2024-03-10T09:30:00+03:00",
        "received_at": "2024-03-10T09:40:00+03:00",
        **changes,
    }
    told = f"{article['headline']}{article['lead']}{article['body']}"
    article.setdefault("content_sha", sha256(told.encode()).hexdigest())
    section = {"id": "news", "name": "أخبار", "reason": "rule"}
    tags = [{"id": "place:raqqa", "type": "place", "name": "الرقة", "salience": 0.7}]
    article["enrichment"] = {"for_revision": revision, "section": section, "tags": tags, **found}
    return article


def revision_of(name: str = "water", revision: int = 1, **changes: Any) -> EnrichedRevision:  # noqa: ANN401 - any field of an article
    return EnrichedRevision.model_validate(pushed(name, revision, **changes))


def date(text: str, words: str, zone: str, value: str, precision: str = "day") -> dict[str, Any]:
    """A date mention at the place where its words stand."""
    start = text.index(words)
    end = start + len(words)
    return {"text": words, "zone": zone, "start": start, "end": end, "value": value, "precision": precision}

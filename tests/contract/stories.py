"""One event of each type with Arabic in every text field, as a newsroom would send it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from khabar.events import TYPES, Event
from khabar.models import EnrichedRevision

PAYLOADS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("arabic.json").read_text("utf-8"))


def payload(type_: str) -> dict[str, Any]:
    """What an event of a type carries, as plain JSON."""
    model = TYPES[type_].model
    if model is EnrichedRevision:
        return PAYLOADS["Revision"] | {"enrichment": PAYLOADS["Enrichment"]}
    return PAYLOADS[model.__name__]


def story(type_: str) -> Event:
    """The whole event, its attributes in Arabic too."""
    return Event(
        id="حدث-١",
        type=type_,
        source="مكتب الاستقبال",
        subject="خبر-٢٠٢٦-٠٠١",
        time=datetime(2026, 3, 4, 5, 31, 0, 250_000, UTC),
        revision=3,
        data=TYPES[type_].model.model_validate(payload(type_)),
        lane="urgent",
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        correlationid="حدث-٠",
        causationid="حدث-٠",
        attempt=2,
        extra={"ملاحظة": "عاجل جدّاً"},
    )


def entry(type_: str) -> dict[str, str]:
    """The same event as the fields that a client without any library of ours would write."""
    return {
        "specversion": "1.0",
        "id": "حدث-١",
        "type": type_,
        "source": "مكتب الاستقبال",
        "subject": "خبر-٢٠٢٦-٠٠١",
        "time": "2026-03-04T05:31:00.250Z",
        "revision": "3",
        "lane": "urgent",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "correlationid": "حدث-٠",
        "causationid": "حدث-٠",
        "attempt": "2",
        "datacontenttype": "application/json",
        "dataschema": "urn:" + type_.replace(".", ":"),
        "ملاحظة": "عاجل جدّاً",
        "data": json.dumps(payload(type_), ensure_ascii=False),
    }

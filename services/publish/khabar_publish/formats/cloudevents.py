"""CloudEvents 1.0 in their JSON format, structured mode (https://github.com/cloudevents/spec).

The attributes and extensions are those of the streams; the payload stands under ``data``, byte for byte as it travels
there.
"""

import json
from datetime import UTC

from khabar import Event
from khabar.events import REPLAY
from khabar_publish.settings import PublishSettings


class CloudEvents:
    """Renders the whole event as one UTF-8 JSON object."""

    content_type = "application/cloudevents+json; charset=utf-8"
    suffix = ".json"

    def __init__(self, settings: PublishSettings) -> None:
        """Nothing of the settings matters to it."""

    def render(self, event: Event) -> bytes:
        """Render the event."""
        head = json.dumps(_attributes(event), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        return b'%s,"data":%s}' % (head[:-1], event.data.to_json())


def _attributes(event: Event) -> dict[str, str | int]:
    attributes: dict[str, str | int] = {
        "specversion": "1.0",
        "id": event.id,
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "time": event.time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "revision": event.revision,
        "lane": event.lane,
        "traceparent": event.traceparent,
        "correlationid": event.correlationid,
        "causationid": event.causationid,
        REPLAY: event.extra.get(REPLAY, ""),
        "datacontenttype": "application/json",
    }
    return {name: value for name, value in attributes.items() if value != ""}  # an attribute may not be empty

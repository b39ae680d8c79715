"""Khabar's own JSON: what the event carries, as it travels on the stream."""

from khabar import Event
from khabar_publish.settings import PublishSettings


class Native:
    """Renders the payload as UTF-8 JSON without empty fields."""

    content_type = "application/json"
    suffix = ".json"

    def __init__(self, settings: PublishSettings) -> None:
        """Nothing of the settings matters to it."""

    def render(self, event: Event) -> bytes:
        """Render the payload."""
        return event.data.to_json()

"""Khabar's own JSON: what the event carries, as it travels on the stream."""

from khabar import Event


def render(event: Event) -> bytes:
    """Render the payload as UTF-8 JSON without empty fields."""
    return event.data.to_json()

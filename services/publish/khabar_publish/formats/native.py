"""Khabar's own JSON: the enriched revision as it travels on the stream."""

from khabar.models import EnrichedRevision


def render(revision: EnrichedRevision) -> bytes:
    """Render as UTF-8 JSON without empty fields."""
    return revision.to_json()

"""What names a push: the same digest is computed by who sends it and by who holds it."""

from khabar.blobs import sha256
from khabar.models import EnrichedRevision


def push_sha256(revision: EnrichedRevision) -> str:
    """The SHA-256 of a revision with its enrichment; how long the analysis took says nothing."""
    timeless = revision.model_copy(update={"enrichment": revision.enrichment.model_copy(update={"took_ms": 0.0})})
    return sha256(timeless.to_json())

"""What names a push: the same digest is computed by who sends it and by who holds it."""

from khabar.blobs import sha256
from khabar.models import EnrichedRevision


def push_sha256(revision: EnrichedRevision) -> str:
    """The SHA-256 of a revision with its enrichment; when it was analysed and how long that took says nothing."""
    timeless = revision.enrichment.model_copy(update={"took_ms": 0.0, "linked_version": None})
    return sha256(revision.model_copy(update={"enrichment": timeless}).to_json())

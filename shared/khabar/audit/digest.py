"""The digest by which two copies of an article's text are compared."""

import hashlib

from khabar.models import Revision

_TEXT = {"headline", "lead", "body", "media"}


def text_sha(revision: Revision) -> str:
    """The SHA-256 of what readers see of a revision, every byte of it; empty where rights allow targets only a part."""
    if revision.rights:
        return ""
    return hashlib.sha256(revision.model_dump_json(include=_TEXT).encode()).hexdigest()

"""How unit tests of ingest read a document."""

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft
from khabar_ingest.parsers import parse


def understood(content: str | bytes, url: str | None = None) -> list[Draft]:
    """Parse a document in which nothing is wrong."""
    raw = content.encode() if isinstance(content, str) else content
    found = parse(Document(raw, url))
    drafts = [each for each in found if isinstance(each, Draft)]
    assert drafts == found
    return drafts


def outline(draft: Draft) -> list[tuple[str, str]]:
    """The kinds and words of a body."""
    return [(block.type, block.text) for block in draft.body]

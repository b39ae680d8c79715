"""What ties articles together, as it is told: related links, copies of one text, and running stories."""

import sqlite3
from collections.abc import Iterator

from khabar.models import CopiesChange, EnrichedRevision, RelatedChange, StoryChange
from khabar_site.store import copies, links, stories

Tie = RelatedChange | CopiesChange | StoryChange


def put(db: sqlite3.Connection, tie: Tie) -> str:
    """Keep what is told, unless newer is known, and say which: ``updated``, ``unchanged`` or ``stale``."""
    match tie:
        case RelatedChange():
            return links.put(db, tie.id, tie.version or 0, tie.related)
        case CopiesChange():
            return copies.put(db, tie)
        case StoryChange():
            return stories.put(db, tie)


def of(revision: EnrichedRevision) -> Iterator[Tie]:
    """What a revision tells beside itself; nothing where it was enriched without a look at other articles."""
    found = revision.enrichment
    if found.linked_version is None:
        return
    told = {"id": revision.id, "revision": revision.revision, "version": found.linked_version}
    yield RelatedChange(**told, related=found.related)
    yield CopiesChange(
        **told, duplicate_of=found.duplicate_of, also_reported_by=found.also_reported_by, copies=found.copies
    )

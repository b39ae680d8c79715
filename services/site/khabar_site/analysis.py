"""What was found out about an article, for editors and programs: its text's findings, and its ties as they stand."""

from typing import Any

from khabar.models import EnrichedRevision
from khabar_site import content
from khabar_site.store import Reader, State, copies, links, stories
from khabar_site.store.links import Link
from khabar_site.store.reader import Found

_EVERYWHERE = {"tags", "dates", "section", "topics"}
_QUOTING = {"attributions", "single_anonymous_source", "facts", "subjects", "keyphrases"}


def analysis(reader: Reader, article_id: str) -> dict[str, Any] | None:
    """The findings about a live article, and what ties it to others now; None where there is none."""
    found = reader.article(article_id=article_id)
    if found is None or found.standing.state is not State.LIVE:
        return None
    shown = reader.shown(found.number)
    if shown is None:
        return None
    return _found_in(shown.public) | _tied(reader, found, whole=content.rights(shown.revision) == "full")


def _found_in(revision: EnrichedRevision) -> dict[str, Any]:
    """The findings; those that quote the body only where the body may be shown."""
    told = _EVERYWHERE | (_QUOTING if content.rights(revision) == "full" else set())
    found = revision.enrichment.model_dump(mode="json", include=told, exclude_none=True)
    return {"article_id": revision.id, "revision": revision.revision, **found}


def _tied(reader: Reader, found: Found, *, whole: bool) -> dict[str, Any]:
    story = stories.of_article(reader.db, found.id)
    return {
        "duplicate_of": found.duplicate_of,
        "also_reported_by": [source._asdict() for source in copies.reporters(reader.db, found.id)],
        "related": [
            _link(link, _shared(reader, link, story), whole=whole)
            for link in links.shown(reader, found.number, found.id)
        ],
        "story": story and {"id": story.id, "name": story.name},
    }


def _shared(reader: Reader, link: Link, story: stories.Told | None) -> str:
    """The reason of a link within a story; empty where the other article belongs to it no more, or never did."""
    card, _ = link
    theirs = stories.of_article(reader.db, card.id)
    if story is None or theirs is None or theirs.id != story.id:
        return ""
    return f"{links.STORY} {story.name}" if story.name else links.STORY


def _link(link: Link, shared: str, *, whole: bool) -> dict[str, Any]:
    """A link with its reasons; the words of the text are told only where the text may be shown."""
    card, told = link
    kept = [reason for reason in told.reasons if whole or not reason.startswith("word ")]
    reasons = [shared if reason == links.STORY else reason for reason in kept if shared or reason != links.STORY]
    stands = {"article_id": card.id, "headline": card.headline, "path": card.path}
    return {**stands, "score": told.score, "pinned": told.pinned, "reasons": reasons}

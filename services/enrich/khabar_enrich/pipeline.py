"""The whole of enrichment that needs nothing but the article: pure, and the same input gives the same bytes."""

from khabar.models import Enrichment, Revision
from khabar_enrich.desk import Desk
from khabar_enrich.page import Page


def enrich(revision: Revision, desk: Desk) -> Enrichment:
    """Run all steps over a revision; the caller adds related links and the time it took."""
    page = Page.of(revision)
    found = Enrichment(for_revision=revision.revision, language=revision.language, direction=revision.direction)
    for step in desk.steps:
        found = step(page, found)
    return found.model_copy(update={"steps": {step.name: step.version for step in desk.steps}})

"""The whole of enrichment that needs nothing but the article: pure, and the same input gives the same bytes."""

from khabar.models import Enrichment, Revision
from khabar_enrich.desk import Desk
from khabar_enrich.editors import LastWord
from khabar_enrich.page import Page


def enrich(revision: Revision, desk: Desk, last_word: LastWord | None = None) -> Enrichment:
    """Run all steps over a revision; the caller adds related links and the time it took.

    Editors have the last word on tags: it is laid over them before the next step leans on them.
    """
    page = Page.of(revision)
    found = Enrichment(for_revision=revision.revision, language=revision.language, direction=revision.direction)
    for step in desk.steps:
        before = found.tags
        found = step(page, found)
        if last_word is not None and (step.name == "tags" or found.tags is not before):
            found = last_word(page, found)
    return found.model_copy(update={"steps": {step.name: step.version for step in desk.steps}})

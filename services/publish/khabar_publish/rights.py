"""What of a revision a target outside the newsroom may be given, by its source's rights. No clock, network or disk.

============== ==============================================================================
``full``        everything (also where the source says nothing)
``excerpt+link`` headline, lead or else the first paragraph, and the link to the source's page
``index-only``  headline and the link (also for a wording that is not known)
============== ==============================================================================
"""

from khabar.models import EnrichedRevision, Enrichment

EXCERPT = "excerpt+link"
_FULL = (None, "", "full")


def allowed(revision: EnrichedRevision) -> EnrichedRevision:
    """The revision without what its rights keep from others; the same object where they keep nothing.

    What was found in the text goes with the text: only section, topics, tags without their mentions and the like stay.
    """
    if whole(revision):
        return revision
    return EnrichedRevision(
        id=revision.id,
        revision=revision.revision,
        status=revision.status,
        source=revision.source,
        language=revision.language,
        direction=revision.direction,
        headline=revision.headline,
        lead=_excerpt(revision) if revision.rights == EXCERPT else "",
        authors=revision.authors,
        credit=revision.credit,
        published_at=revision.published_at,
        updated_at=revision.updated_at,
        received_at=revision.received_at,
        date_source=revision.date_source,
        urgency=revision.urgency,
        breaking=revision.breaking,
        expires_at=revision.expires_at,
        categories=revision.categories,
        canonical_url=revision.canonical_url,
        evolves=revision.evolves,
        translation_of=revision.translation_of,
        rights=revision.rights,
        content_sha=revision.content_sha,
        enrichment=_without_text(revision.enrichment),
    )


def whole(revision: EnrichedRevision) -> bool:
    """Whether its rights keep nothing of the revision from others."""
    return revision.rights in _FULL


def _excerpt(revision: EnrichedRevision) -> str:
    return revision.lead or next((block.text for block in revision.body if block.type == "paragraph"), "")


def _without_text(enrichment: Enrichment) -> Enrichment:
    tags = tuple(tag.model_copy(update={"mentions": ()}) for tag in enrichment.tags)
    return Enrichment(
        for_revision=enrichment.for_revision,
        language=enrichment.language,
        direction=enrichment.direction,
        section=enrichment.section,
        tags=tags,
        topics=enrichment.topics,
        related=enrichment.related,
        story=enrichment.story,
        also_reported_by=enrichment.also_reported_by,
        copies=enrichment.copies,
        linked_version=enrichment.linked_version,
        slug=enrichment.slug,
        reading_minutes=enrichment.reading_minutes,
        steps=enrichment.steps,
    )

"""The article for machines: schema.org's NewsArticle as JSON-LD."""

from datetime import datetime
from typing import Any

from khabar.models import EnrichedRevision
from khabar_site import content
from khabar_site.store import Place

_TYPES = {"person": "Person", "organisation": "Organization", "place": "Place", "event": "Event", "topic": "Thing"}


def news_article(
    revision: EnrichedRevision, place: Place, canonical: str, publisher: str, updated: datetime | None
) -> dict[str, Any]:
    """Describe an article; ``publisher`` is the newsroom's name."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": revision.headline,
        "description": content.excerpt(revision),
        "inLanguage": revision.language,
        "url": canonical,
        "mainEntityOfPage": canonical,
        "identifier": revision.id,
        "version": revision.revision,
        "datePublished": place.first.isoformat(),
        "dateModified": (updated or place.first).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in revision.authors] or _source(revision, publisher),
        "publisher": {"@type": "NewsMediaOrganization", "name": publisher},
        "about": [{"@type": _TYPES[tag.type], "name": tag.name} for tag in revision.enrichment.tags],
    }
    if picture := content.picture(revision):
        found["image"] = [picture.url]
    if section := content.section(revision)[1]:
        found["articleSection"] = section
    if revision.correction:
        found["correction"] = revision.correction.note
    return found


def _source(revision: EnrichedRevision, publisher: str) -> dict[str, str]:
    return {"@type": "Organization", "name": revision.source.name or publisher}

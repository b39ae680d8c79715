"""What a post shall say, from a revision. No clock, network or disk."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from typing import Final

from khabar.models import EnrichedRevision
from khabar_publish.formats.words import calm
from khabar_publish.targets.wordpress.discovery import Api
from khabar_publish.targets.wordpress.marks import Mark, with_mark
from khabar_publish.targets.wordpress.slugs import post_slug
from khabar_publish.targets.wordpress.terms import Name

_CANONICAL: Final = "_yoast_wpseo_canonical"
_DESCRIPTION: Final = "_yoast_wpseo_metadesc"
_DESCRIPTION_CHARACTERS: Final = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post as it shall be; what is None is left as it is there, and tags are told by number or by name."""

    title: str
    content: str
    excerpt: str
    slug: str
    mark: Mark
    date_gmt: str | None = None
    categories: tuple[int, ...] | None = None
    tags: tuple[int, ...] | None = None
    tags_by_name: tuple[Name, ...] | None = None
    featured_media: int | None = None
    author: int | None = None
    meta: Mapping[str, str | int] | None = None

    def fields(self, api: Api) -> dict[str, object]:
        """What is sent, apart from slug and status: both are said when the post is made."""
        ours = {"khabar_id": self.mark.article, "khabar_revision": self.mark.revision, "khabar_sha": self.mark.sha}
        meta = {**(self.meta or {}), **ours}
        sent = {
            "title": self.title,
            "content": self.content if api.guarded else with_mark(self.content, self.mark),
            "excerpt": self.excerpt,
            "date_gmt": self.date_gmt,
            "categories": self.categories,
            "tags": self.tags,
            "khabar_tags": None if self.tags_by_name is None else [name._asdict() for name in self.tags_by_name],
            "featured_media": self.featured_media,
            "author": self.author,
            "meta": {name: value for name, value in meta.items() if name in api.meta},
        }
        return {name: value for name, value in sent.items() if value not in (None, {})}

    def among(
        self,
        *,
        categories: tuple[int, ...] | None,
        tags: tuple[int, ...] | None = None,
        tags_by_name: tuple[Name, ...] | None = None,
        featured_media: int | None,
    ) -> "Wanted":
        """The same with its terms and picture, by the numbers that WordPress gave to them; tags also by name."""
        return replace(self, categories=categories, tags=tags, tags_by_name=tags_by_name, featured_media=featured_media)


def wanted(revision: EnrichedRevision, content: str, now: datetime, author: int | None) -> Wanted:
    """What a revision's post shall say; a date to come would hide it, so it is told as ``now``."""
    title, lead = calm(revision.headline).strip(), calm(revision.lead).strip()
    meta = {_CANONICAL: revision.canonical_url or "", _DESCRIPTION: lead[:_DESCRIPTION_CHARACTERS]}
    return Wanted(
        title=text(title),
        content=content,
        excerpt=text(lead),
        slug=post_slug(revision.id, revision.enrichment.slug or title),
        mark=Mark(revision.id, revision.revision, revision.content_sha),
        date_gmt=gmt(min(revision.published_at or revision.received_at, now)),
        author=author,
        meta=meta,
    )


def text(words: str) -> str:
    """Words as HTML, without what WordPress would run as a shortcode."""
    return escape(words, quote=False).replace("[", "&#091;").replace("]", "&#093;")


def gmt(moment: datetime) -> str:
    """A moment as WordPress takes it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")

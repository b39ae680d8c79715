"""What is told of stories."""

from collections.abc import Sequence
from datetime import UTC, datetime

from khabar.events import Event, make
from khabar.models import StoryArticle
from khabar.models import StoryChange as Told
from khabar_enrich.linking.pages import SOURCE
from khabar_enrich.stories import Stories
from khabar_enrich.stories.story import Member, StoryChange


async def story_events(stories: Stories, changes: Sequence[StoryChange], cause: Event) -> list[Event]:
    """Return an event for every story that changed, with the whole of it as it stands."""
    if not changes:
        return []
    kept = {story.id: story for story in await stories.read([change.id for change in changes])}
    return [_event(change, kept[change.id].members if change.id in kept else (), cause) for change in changes]


def _event(change: StoryChange, members: Sequence[Member], cause: Event) -> Event:
    told = Told(
        id=change.id,
        revision=change.version,
        name=change.name,
        articles=tuple(map(_article, members)) if change.name else (),
        added=change.added,
        removed=change.removed,
        into=change.into,
    )
    return make(
        "story.changed", told, source=SOURCE, subject=change.id, revision=change.version, target="", cause=cause
    )


def _article(member: Member) -> StoryArticle:
    at = datetime.fromtimestamp(member.published, UTC)
    return StoryArticle(article_id=member.article_id, published_at=at, happened=member.happened)

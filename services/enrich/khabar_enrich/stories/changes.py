"""What consumers are told when stories change: a ripe story is told of from its second page on."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from khabar_enrich.stories.story import Story, StoryChange

_TOLD_FROM: Final = 2


def public(story: Story | None) -> Story | None:
    """Return a story that is ripe and told on several pages, else nothing."""
    return story if story is not None and story.ripe and story.pages >= _TOLD_FROM else None


def changes(before: Mapping[str, Story], after: Iterable[Story], merged: Mapping[str, str]) -> list[StoryChange]:
    """Return what became of each story, with version 0.

    Args:
        before: the stories as they were, by id.
        after: those that are different.
        merged: where the articles of stories went that are empty.
    """
    found = [_change(before.get(story.id, Story(story.id)), story, merged.get(story.id)) for story in after]
    return [change for change in found if change is not None]


def to_json(told: Iterable[StoryChange]) -> str:
    """Return changes as JSON without their version."""
    return json.dumps([[each.id, each.name, each.added, each.removed, each.into] for each in told], ensure_ascii=False)


def from_json(text: bytes, version: int) -> tuple[StoryChange, ...]:
    """Read what `to_json` wrote."""
    return tuple(
        StoryChange(id_, version, name, tuple(added), tuple(removed), into)
        for id_, name, added, removed, into in json.loads(text)
    )


def _change(before: Story, after: Story, into: str | None) -> StoryChange | None:
    if not public(before) and not public(after):
        return None
    known = before.articles if public(before) else ()
    added = tuple(id_ for id_ in after.articles if id_ not in known)
    removed = tuple(id_ for id_ in known if id_ not in after.articles)
    name = after.name if after.members else ""
    if not added and not removed and name == before.name:
        return None
    return StoryChange(after.id, 0, name, added, removed, into)

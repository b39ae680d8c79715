"""Running stories: which articles tell of one event, what it is called, and in what order things happened."""

from khabar_enrich.stories.changes import public
from khabar_enrich.stories.likeness import SAME_EVENT, same_event
from khabar_enrich.stories.stories import Standing, Stories
from khabar_enrich.stories.story import Member, Story, StoryChange
from khabar_enrich.stories.telling import Telling
from khabar_enrich.stories.timeline import Happened, happened

__all__ = [
    "SAME_EVENT",
    "Happened",
    "Member",
    "Standing",
    "Stories",
    "Story",
    "StoryChange",
    "Telling",
    "happened",
    "public",
    "same_event",
]

"""A story as it is kept, how it gets its id, and what is told when it changes."""

import json
from dataclasses import dataclass, replace
from typing import Final, Self
from uuid import NAMESPACE_URL, uuid5

from khabar.events import short_id

MOST_MEMBERS: Final = 500
"""A story's page shows no more articles than this; the oldest leave it."""

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "urn:khabar:stories")


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """One article of a story; members sort by their publication. A copy has the ``page`` of another, others none."""

    published: float
    article_id: str
    happened: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A running event: its articles by publication, and its name, which is the headline of one of them (``namer``).

    It is ``ripe`` once it is plain that its articles tell of one event. ``version`` grows with every change; 0 is a
    story that is not kept yet.
    """

    id: str
    members: tuple[Member, ...] = ()
    name: str = ""
    namer: str = ""
    version: int = 0
    ripe: bool = False

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of its articles by publication."""
        return tuple(member.article_id for member in self.members)

    @property
    def copies(self) -> frozenset[str]:
        """The ids of its articles whose text stands on the page of another that is in it."""
        own = frozenset(self.articles)
        return frozenset(member.article_id for member in self.members if member.page in own)

    @property
    def pages(self) -> int:
        """How many texts tell it, each counted once."""
        return len({member.page or member.article_id for member in self.members})

    @property
    def newest(self) -> float:
        """When its newest article was published."""
        return self.members[-1].published

    def timeline(self) -> tuple[Member, ...]:
        """Return its articles in the order in which things happened."""
        return tuple(sorted(self.members, key=lambda member: (member.happened, member)))

    def holding(self, *members: Member) -> Self:
        """Return the story with these articles too, or with them in place of what it held of them."""
        ids = {member.article_id for member in members}
        kept = sorted({*(member for member in self.members if member.article_id not in ids), *members})
        return replace(self, members=tuple(kept[-MOST_MEMBERS:]))

    def without(self, *article_ids: str) -> Self:
        """Return the story without some articles."""
        return replace(self, members=tuple(member for member in self.members if member.article_id not in article_ids))

    def to_json(self) -> str:
        """Return all but the id and the version as JSON."""
        members = [[each.published, each.article_id, each.happened, each.page] for each in self.members]
        told = {"name": self.name, "namer": self.namer, "ripe": self.ripe, "members": members}
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def from_json(cls, story_id: str, version: int, text: bytes) -> Self:
        """Read what `to_json` wrote."""
        told = json.loads(text)
        members = tuple(Member(*member) for member in told["members"])
        return cls(story_id, members, told["name"], told["namer"], version, told["ripe"])


@dataclass(frozen=True, slots=True)
class StoryChange:
    """What became of one story; an older version than one already known is to be passed over.

    Args:
        id: the story.
        version: grows with every change of any story.
        name: its headline; empty where the story is gone.
        added: articles that it gained.
        removed: articles that it lost.
        into: the story that all its articles went to, so that its address leads there.
    """

    id: str
    version: int
    name: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    into: str | None = None


def story_id(article_id: str, again: int = 0) -> str:
    """Return the id of the story that an article founds: 12 base32 letters, like the short ids of addresses.

    Args:
        article_id: the first article.
        again: how many stories of the same first article there are already.
    """
    return short_id(str(uuid5(_NAMESPACE, f"{article_id}\n{again}" if again else article_id)))

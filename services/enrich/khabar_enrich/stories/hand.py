"""What is looked at when an article comes: it, its neighbours and their stories, all compared with one another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from khabar_enrich.stories.likeness import SAME_EVENT, likeness, nearness
from khabar_enrich.stories.story import Member, Story, story_id
from khabar_enrich.stories.telling import Telling

NEWEST: Final = 12
"""A story is compared by so many of its newest articles: it moves on with its news."""


Scores = Sequence[Sequence[float]]


@dataclass(slots=True)
class Hand:
    """Stories that may change, and how surely any two of the articles at hand tell of one event.

    ``alike`` are the scores without, ``scores`` those with the time between two articles.
    """

    tellings: Mapping[str, Telling]
    stories: dict[str, Story]
    alike: Scores
    scores: Scores
    merged: dict[str, str] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)
    _owners: dict[str, str] = field(default_factory=dict)
    _rows: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, tellings: Mapping[str, Telling], stories: Iterable[Story]) -> Self:
        """Compare all articles at hand."""
        ordered = list(tellings.values())
        alike = likeness(ordered)
        scores = alike * nearness(ordered)
        places = {article_id: place for place, article_id in enumerate(tellings)}
        held = {story.id: story for story in stories}
        owners = {article_id: story.id for story in held.values() for article_id in story.articles}
        return cls(tellings, held, alike.tolist(), scores.tolist(), _places=places, _owners=owners)

    def of_article(self, article_id: str) -> Story | None:
        """Return the story that holds an article."""
        return self.stories.get(self._owners.get(article_id, ""))

    def rows(self, story: Story) -> list[int]:
        """Return the rows of a story's newest articles at hand, the older ones first."""
        if story.id not in self._rows:
            newest = (member.article_id for member in story.members[-NEWEST - 1 :])
            self._rows[story.id] = [self._places[id_] for id_ in newest if id_ in self._places][-NEWEST:]
        return self._rows[story.id]

    def pages(self, story: Story) -> list[int]:
        """Return the same rows without those of copies, which have no page, unless there is nothing else."""
        rows, ids, copies = self.rows(story), list(self.tellings), story.copies
        return [row for row in rows if ids[row] not in copies] or rows

    def fit(self, article_id: str, story: Story) -> float:
        """Return how well an article fits a story: the mean of its three best scores of every four with the newest."""
        own = self._places[article_id]
        scores = sorted((self.scores[own][row] for row in self.rows(story) if row != own), reverse=True)
        best = scores[: (3 * len(scores) + 3) // 4]
        return sum(best) / len(best) if best else 0.0

    def move(self, member: Member, story: Story) -> Story:
        """Put an article into a story, out of the one that held it; a story left empty leads where it went."""
        before = self.of_article(member.article_id)
        if before is not None and before.id != story.id:
            self._keep(before.without(member.article_id), story.id)
        return self._own(self.stories.get(story.id, story).holding(member), member)

    def drop(self, article_id: str) -> None:
        """Take an article out of its story."""
        if before := self.of_article(article_id):
            self._keep(before.without(article_id))
            del self._owners[article_id]

    def merge(self, one: Story, other: Story) -> Story:
        """Make two stories one, which is the older of them."""
        first, second = sorted((one, other), key=lambda story: (story.members[0], story.id))
        self._keep(second.without(*second.articles), first.id)
        return self._own(first.holding(*second.members), *second.members)

    def found(self, *members: Member, taken: Iterable[str] = ()) -> Story:
        """Begin a story with some articles, out of the one that held them, under an id that is not taken."""
        again, used = 0, {*taken, *(story.id for story in self.stories.values() if story.members)}
        while (id_ := story_id(members[0].article_id, again)) in used:
            again += 1
        story = self.stories.get(id_, Story(id_))
        for member in members:
            story = self.move(member, story)
        return story

    def _own(self, story: Story, *members: Member) -> Story:
        self._owners.update(dict.fromkeys((member.article_id for member in members), story.id))
        return self._keep(story)

    def _keep(self, story: Story, into: str = "") -> Story:
        self.stories[story.id] = story
        self._rows.pop(story.id, None)
        if not story.members and into:
            self.merged[story.id] = into
        return story


def fits(score: float) -> bool:
    """Tell whether a mean score is enough to be of one story."""
    return score >= SAME_EVENT


def mean(scores: Scores, one: Iterable[int], other: Iterable[int]) -> float:
    """Return the mean score of the articles of some rows with those of others, never of one with itself."""
    columns = list(other)
    found = [scores[row][column] for row in one for column in columns if row != column]
    return sum(found) / len(found) if found else 0.0

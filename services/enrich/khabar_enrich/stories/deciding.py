"""Which story an article belongs to, and what its coming changes in the stories beside it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Final

from khabar_enrich.stories.hand import Hand, fits, mean
from khabar_enrich.stories.likeness import PLAINLY, SAME_EVENT
from khabar_enrich.stories.story import Member, Story
from khabar_enrich.stories.telling import Telling

_CLEARLY: Final = 1.1  # what is to move or to be renamed must be better by a tenth, or ties would go back and forth
_SPLIT_FROM: Final = 8
_DRIFTED: Final = SAME_EVENT / 2


def decide(
    member: Member, tellings: Mapping[str, Telling], stories: Iterable[Story], taken: Iterable[str] = ()
) -> Hand:
    """Put an article into the story that it continues, else into one of its own, and set its neighbours right.

    Args:
        member: the article; what a story held of it is replaced.
        tellings: of the article, its neighbours and their stories' newest articles.
        stories: those of the neighbours, and the one that held the article so far.
        taken: ids that no story may be founded under.
    """
    hand = Hand.of(tellings, stories)
    hand.drop(member.article_id)
    ranked = _ranked(hand, member.article_id)
    mine = _joined(hand, member, ranked, taken)
    mine = _gathered(hand, mine)
    mine = _merged(hand, mine, ranked)
    _split(hand, mine, taken)
    return hand


def named(hand: Hand, story: Story) -> Story:
    """Return a story under the headline of its most central article, the one it has unless another is clearly better.

    Of equals the earliest counts; copies of a text, which have no page, do not, unless there is nothing else. A story
    none of whose articles is at hand keeps its name.
    """
    rows = hand.pages(story)
    if not rows:
        return story
    ids = list(hand.tellings)
    central = {ids[row]: mean(hand.alike, [row], rows) for row in rows}
    best = max(central, key=lambda id_: central[id_])
    stays = story.namer in central and central[story.namer] * _CLEARLY >= central[best]
    namer = story.namer if stays else best
    return replace(story, namer=namer, name=hand.tellings[namer].headline)


def ripened(hand: Hand, story: Story) -> Story:
    """Return a story as one that can be told if two of its pages plainly tell of one event, or two did before.

    Articles that no more than fit each other may still come together: what proves them comes later.
    """
    rows = hand.pages(story)
    plain = any(hand.scores[one][other] >= PLAINLY for one, other in combinations(rows, 2))
    return replace(story, ripe=story.ripe or plain)


def _ranked(hand: Hand, article_id: str) -> list[Story]:
    """Return the stories that an article fits, the best first and of equals the older."""
    fitting = [(hand.fit(article_id, story), story) for story in hand.stories.values() if story.members]
    enough = [(fit, story) for fit, story in fitting if fits(fit)]
    return [story for _, story in sorted(enough, key=lambda pair: (-pair[0], pair[1].members[0]))]


def _joined(hand: Hand, member: Member, ranked: list[Story], taken: Iterable[str]) -> Story:
    if ranked:
        return hand.move(member, ranked[0])
    return hand.found(member, taken=taken)


def _merged(hand: Hand, mine: Story, ranked: list[Story]) -> Story:
    """Merge stories that the article proves to be one: all their newest articles are alike on the mean."""
    for other in (hand.stories[story.id] for story in ranked[1:]):
        if other.members and other.id != mine.id and fits(mean(hand.scores, hand.rows(mine), hand.rows(other))):
            mine = hand.merge(mine, other)
    return mine


def _gathered(hand: Hand, mine: Story) -> Story:
    """Let articles of other stories come over that clearly fit this one better."""
    for article_id in hand.tellings:
        theirs = hand.of_article(article_id)
        if theirs is None or theirs.id == mine.id:
            continue
        fit = hand.fit(article_id, mine)
        if fits(fit) and fit > _CLEARLY * hand.fit(article_id, theirs):
            alone = len(theirs.members) == 1
            mine = hand.merge(mine, theirs) if alone else hand.move(_member(theirs, article_id), mine)
    return mine


def _split(hand: Hand, mine: Story, taken: Iterable[str]) -> None:
    """Part a story whose newer half is of one event, but no longer of that of the older half."""
    rows = hand.rows(mine)
    older, newer = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    if len(rows) < _SPLIT_FROM or not fits(mean(hand.scores, newer, newer)):
        return
    if mean(hand.alike, older, newer) < _DRIFTED:
        ids = list(hand.tellings)
        hand.found(*(_member(mine, ids[row]) for row in newer), taken=taken)


def _member(story: Story, article_id: str) -> Member:
    return next(member for member in story.members if member.article_id == article_id)

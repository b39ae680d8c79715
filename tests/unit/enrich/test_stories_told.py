"""Which stories are told of: those that plainly are one event, on two pages or more, under a name that has a page."""

from dataclasses import replace
from math import log2

from khabar_enrich.stories.changes import public
from khabar_enrich.stories.deciding import decide, named, ripened
from khabar_enrich.stories.likeness import PLAINLY, SAME_EVENT, same_event
from khabar_enrich.stories.story import Member, Story
from khabar_enrich.stories.telling import Telling

from .test_stories import _ARREST, _ATTACK, _TOLL, tell


def settled(stories: list[Story], telling: Telling, *known: Telling, page: str = "") -> list[Story]:
    """Let an article come, and return the stories as they are kept then."""
    tellings = {each.article_id: each for each in (telling, *known)}
    member = Member(telling.published, telling.article_id, "2022-02-07", page)
    hand = decide(member, tellings, stories)
    return [ripened(hand, named(hand, story)) for story in hand.stories.values() if story.members]


def barely_later() -> float:
    """After how many days the toll is no more than likely to be of the event of the attack."""
    return 3 * log2(same_event(tell("attack", _ATTACK), tell("toll", _TOLL)) / ((SAME_EVENT + PLAINLY) / 2))


def test_two_articles_that_no_more_than_fit_are_told_of_when_a_third_makes_it_plain() -> None:
    days = barely_later()
    attack, toll = tell("attack", _ATTACK), tell("toll", _TOLL, days=days)
    (story,) = settled(settled([], attack), toll, attack)
    assert story.articles == ("attack", "toll")
    assert public(story) is None
    (story,) = settled([story], tell("arrest", _ARREST, days=days + 0.1), attack, toll)
    assert public(story) == story
    assert len(story.articles) == 3


def test_what_was_plain_once_is_told_of_still() -> None:
    attack, toll = tell("attack", _ATTACK), tell("toll", _TOLL, days=0.2)
    (story,) = settled(settled([], attack), toll, attack)
    assert public(story) == story
    later = tell("later", _ARREST, days=5)
    assert all(public(each) for each in settled([story], later, attack, toll) if each.id == story.id)


def test_a_text_and_its_copies_are_one_page_and_no_story() -> None:
    attack, copy, toll = tell("attack", _ATTACK), tell("copy", _ATTACK, days=0.1), tell("toll", _TOLL, days=0.2)
    (story,) = settled(settled([], attack), copy, attack, page="attack")
    assert story.articles == ("attack", "copy")
    assert public(story) is None
    (story,) = settled([story], toll, attack, copy)
    assert public(story) == story


def test_no_story_is_called_like_a_copy_that_has_no_page() -> None:
    attack, toll = tell("attack", _ATTACK), tell("toll", _TOLL, days=0.2)
    copies = [replace(tell(f"copy-{n}", _TOLL, days=0.3), headline="بعنوان آخر") for n in range(3)]
    stories, known = settled(settled([], attack), toll, attack), [attack, toll]
    for copy in copies:
        stories, known = settled(stories, copy, *known, page="toll"), [*known, copy]
    assert [story.name for story in stories] == [_ATTACK[0]]
    assert stories[0].pages == 2


def test_a_copy_counts_as_a_page_when_it_is_all_that_is_left_of_its_text() -> None:
    left = Story(
        "flood", (Member(1, "copy", "", "gone"), Member(2, "again", "", "gone"), Member(3, "toll", "")), ripe=True
    )
    assert left.pages == 2
    assert not left.copies


def test_a_story_whose_namer_is_far_back_is_called_like_what_is_at_hand() -> None:
    attack = tell("attack", _ATTACK)
    long = Story("story", (Member(0, "first", ""), Member(attack.published, "attack", "")), "عنوان", "first")
    (story,) = settled([long], tell("toll", _TOLL, days=30), attack)[:1]
    assert (story.namer, story.name) == ("attack", _ATTACK[0])

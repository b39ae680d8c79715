"""Stories: follow-ups join the event they follow, and likeness of words alone does not make one event of two."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from khabar.models import Block, Revision, SourceRef
from khabar_enrich.related.terms import terms
from khabar_enrich.related.weighing import weighed
from khabar_enrich.stories.deciding import decide, named
from khabar_enrich.stories.likeness import SAME_EVENT, same_event
from khabar_enrich.stories.story import Member, Story, story_id
from khabar_enrich.stories.telling import Telling

_DAY = datetime(2022, 2, 7, 8, tzinfo=UTC)
_MANY = 1000

_ATTACK = (
    "هجوم مسلح على مخفر الرميلة يودي بثلاثة من الشرطة",
    "هاجم مسلحون مجهولون فجر اليوم مخفر بلدة الرميلة وقتلوا ثلاثة من عناصر الشرطة قبل أن يفروا على دراجات نارية",
)
_TOLL = (
    "ارتفاع قتلى هجوم مخفر الرميلة إلى خمسة",
    "توفي شرطيان أصيبا في الهجوم على مخفر بلدة الرميلة الذي نفذه مسلحون مجهولون على دراجات نارية وقتلوا فيه ثلاثة",
)
_ARREST = (
    "القبض على مشتبه بهم في هجوم مخفر الرميلة",
    "أوقفت الشرطة أربعة مشتبه بهم في الهجوم الذي نفذه مسلحون على مخفر بلدة الرميلة وقتل فيه خمسة من عناصرها",
)
_ELSEWHERE = (
    "انفجار في سوق الخضار في تل الورد يصيب عشرة",
    "انفجرت عبوة في سوق الخضار وسط مدينة تل الورد صباح اليوم فأصابت عشرة من الباعة والمتسوقين نقلوا إلى المشفى",
)
_SEASON = (
    ("النوارس يفوز على الأمواج بهدفين", "سجل المهاجم سامر هدفي الفوز للنوارس في شباك الأمواج أمام عشرة آلاف متفرج"),
    ("النوارس يتعادل مع الصقور", "أهدر لاعب النوارس جلال ركلة جزاء في آخر دقيقة وخرج الحارس مصابا من لقاء الصقور"),
    (
        "خسارة قاسية للنوارس في ملعب الهضبة",
        "قلب أصحاب الأرض تأخرهم إلى فوز بثلاثية وطرد مدافع النوارس",
    ),
    (
        "المطر يؤجل لقاء النوارس والميناء",
        "غمرت المياه أرض الملعب البلدي فنقلت المباراة إلى الثلاثاء القادم",
    ),
)


def write(article: str, text: tuple[str, str], *, days: float = 0) -> Revision:
    when = _DAY + timedelta(days=days)
    body = (Block(type="paragraph", text=text[1]),)
    return Revision(
        id=article,
        revision=1,
        source=SourceRef(id="desk"),
        headline=text[0],
        body=body,
        published_at=when,
        received_at=when,
        content_sha="0" * 64,
    )


def tell(article: str, text: tuple[str, str], *, days: float = 0) -> Telling:
    revision = write(article, text, days=days)
    return Telling.of(revision, weighed(terms(revision), {}, _MANY, 100))


def told(*tellings: Telling) -> list[Story]:
    """Let articles come one after the other, and return the stories with their articles."""
    known: dict[str, Telling] = {}
    stories: dict[str, Story] = {}
    for telling in tellings:
        known = {telling.article_id: telling, **known}
        member = Member(telling.published, telling.article_id, "2022-02-07")
        hand = decide(member, known, stories.values())
        stories = {id_: named(hand, story) for id_, story in hand.stories.items() if story.members}
    return sorted(stories.values(), key=lambda story: story.members[0])


def articles(stories: Sequence[Story]) -> list[tuple[str, ...]]:
    return [story.articles for story in stories]


def test_an_attack_and_its_follow_ups_are_one_story() -> None:
    coming = (tell("attack", _ATTACK), tell("toll", _TOLL, days=0.3), tell("arrest", _ARREST, days=2))
    assert articles(told(*coming)) == [("attack", "toll", "arrest")]


def test_another_attack_on_the_same_day_in_another_town_is_another_story() -> None:
    coming = (tell("attack", _ATTACK), tell("elsewhere", _ELSEWHERE), tell("toll", _TOLL, days=0.3))
    assert articles(told(*coming)) == [("attack", "toll"), ("elsewhere",)]


def test_a_season_of_one_clubs_weekly_matches_is_not_one_story() -> None:
    stories = told(*(tell(f"match-{week}", text, days=7 * week) for week, text in enumerate(_SEASON)))
    assert articles(stories) == [(f"match-{week}",) for week in range(4)]


def test_the_same_words_tell_less_of_one_event_the_more_days_lie_between() -> None:
    first = tell("attack", _ATTACK)
    scores = [same_event(first, tell("toll", _TOLL, days=days)) for days in (0, 1, 3, 9, 30)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] >= SAME_EVENT > scores[-1]
    assert scores[2] == pytest.approx(scores[0] / 2, rel=1e-3)


def test_likeness_is_the_same_both_ways_and_full_with_oneself() -> None:
    attack, arrest = tell("attack", _ATTACK), tell("arrest", _ARREST, days=1)
    assert same_event(attack, arrest) == pytest.approx(same_event(arrest, attack))
    assert same_event(attack, attack) == pytest.approx(1, abs=1e-3)


def test_an_article_without_words_stands_alone() -> None:
    empty = tell("empty", ("!", ""))
    assert same_event(empty, tell("attack", _ATTACK)) == 0
    assert len(told(empty, tell("attack", _ATTACK))) == 2


def test_the_same_order_gives_the_same_stories() -> None:
    coming = [tell("attack", _ATTACK), tell("elsewhere", _ELSEWHERE), tell("toll", _TOLL), tell("match", _SEASON[0])]
    assert told(*coming) == told(*coming)


def test_a_story_is_called_like_its_most_central_article_and_keeps_its_name_while_that_is_good_enough() -> None:
    first, second = tell("attack", _ATTACK), tell("toll", _TOLL, days=0.3)
    (story,) = told(first, second)
    assert story.name == _ATTACK[0]
    (story,) = told(first, second, tell("arrest", _ARREST, days=1))
    assert story.name in {_ATTACK[0], _TOLL[0]}


def test_two_stories_that_an_article_proves_to_be_one_go_on_under_the_older_id() -> None:
    tellings = {
        each.article_id: each for each in (tell("attack", _ATTACK), tell("toll", _TOLL), tell("arrest", _ARREST))
    }
    apart = [Story("older", (Member(1, "attack", ""),)), Story("younger", (Member(2, "toll", ""),))]
    hand = decide(Member(3, "arrest", ""), tellings, apart)
    assert hand.stories["older"].articles == ("attack", "toll", "arrest")
    assert not hand.stories["younger"].members
    assert hand.merged == {"younger": "older"}


def test_an_article_moves_to_the_story_that_it_fits_clearly_better() -> None:
    coming = (tell("attack", _ATTACK), tell("elsewhere", _ELSEWHERE), tell("toll", _TOLL), tell("arrest", _ARREST))
    tellings = {each.article_id: each for each in coming}
    wrong = [
        Story("attack", (Member(1, "attack", ""),)),
        Story("market", (Member(1, "elsewhere", ""), Member(2, "toll", ""))),
    ]
    hand = decide(Member(3, "arrest", ""), tellings, wrong)
    assert hand.stories["attack"].articles == ("attack", "toll", "arrest")
    assert hand.stories["market"].articles == ("elsewhere",)


def test_a_story_whose_newer_half_is_of_another_event_is_parted() -> None:
    older = [tell(f"attack-{n}", _ATTACK, days=n / 10) for n in range(4)]
    newer = [tell(f"market-{n}", _ELSEWHERE, days=1 + n / 10) for n in range(5)]
    tellings = {each.article_id: each for each in (*older, *newer)}
    mixed = [Member(each.published, each.article_id, "") for each in (*older, *newer[:-1])]
    last = Member(newer[-1].published, newer[-1].article_id, "")
    parted = decide(last, tellings, [Story("drifting", tuple(mixed))]).stories
    assert sorted(articles(list(parted.values()))) == [
        tuple(f"attack-{n}" for n in range(4)),
        tuple(f"market-{n}" for n in range(5)),
    ]


def test_a_story_id_is_short_and_made_from_its_first_article() -> None:
    assert story_id("attack") == story_id("attack")
    assert len({story_id("attack"), story_id("toll"), story_id("attack", 1)}) == 3
    assert len(story_id("attack")) == 12
    assert set(story_id("attack")) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_the_timeline_follows_what_happened_and_not_when_it_was_told() -> None:
    told_late = Member(2.0, "told-late", "2022-01-20")
    story = Story("story").holding(Member(1.0, "told-early", "2022-01-22"), told_late)
    assert story.articles == ("told-early", "told-late")
    assert story.timeline()[0] == told_late


def test_a_telling_is_kept_as_it_was() -> None:
    telling = tell("attack", _ATTACK)
    again = Telling.unpack("attack", telling.packed())
    assert again.headline == telling.headline
    assert again.packed() == telling.packed()
    assert same_event(again, telling) == pytest.approx(1, abs=1e-3)

"""Duplicates on a real server: one page for one text, whoever is killed, whichever replica dies or comes first."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import Block, Revision, SourceRef
from khabar_enrich.copies import Copies, Found, Group, Signature, Verdict
from khabar_enrich.copies.judging import judge

pytestmark = pytest.mark.server

_DAY = datetime(2022, 2, 7, 8, tzinfo=UTC)
_FIRE = (
    "قتل ثلاثة أشخاص وأصيب سبعة بجروح في حريق اندلع فجر اليوم في مستودع للأقمشة وسط حي الميدان في دمشق",
    "وقال قائد فوج الإطفاء إن عشر سيارات شاركت في إخماد النيران بعد ساعتين من العمل المتواصل في أزقة ضيقة",
    "ورجح محافظ المدينة أن يكون تماس كهربائي قد تسبب في الحريق بينما فتحت النيابة العامة تحقيقا في الحادث",
)
_MORE = (
    *_FIRE,
    "وأعلن مدير المستشفى الوطني أن اثنين من المصابين غادرا بعد تلقي العلاج وأن البقية في حالة مستقرة تماما",
    "وأغلقت مدرستان قريبتان أبوابهما ليوم واحد بسبب الدخان الكثيف الذي غطى الحي وانقطعت الكهرباء عن شوارع",
)
_MATCH = (
    "فاز المنتخب على ضيفه بهدفين دون رد في المباراة التي جرت مساء أمس أمام جمهور غفير ملأ مدرجات ملعب العاصمة",
    "وسجل المهاجم الهدف الأول من ركلة حرة قبل نهاية الشوط ثم أضاف زميله الثاني بتسديدة قوية من خارج المنطقة",
)


@pytest.fixture
def copies(redis_client: Redis, keys: Keys) -> Copies:
    return Copies(redis_client, keys)


def one(article: str, text: Sequence[str], *, source: str = "", revision: int = 1, hours: float = 0) -> Signature:
    when = _DAY + timedelta(hours=hours)
    return Signature.of(
        Revision(
            id=article,
            revision=revision,
            source=SourceRef(id=source or article),
            headline=f"عنوان {article}",
            body=tuple(Block(type="paragraph", text=paragraph) for paragraph in text),
            published_at=when,
            received_at=when,
            content_sha="0" * 64,
        )
    )


async def told(copies: Copies, *articles: Signature) -> Found:
    """Add articles in order and return what the last one is."""
    found = Found()
    for article in articles:
        found = await copies.add_and_find(article)
    return found


def ids(group: Group | None) -> list[str]:
    return [member.article_id for member in group.members] if group else []


def shown(group: Group | None) -> str | None:
    return group.shown.article_id if group and group.shown else None


def three() -> list[Signature]:
    return [one("wire", _FIRE), one("paper", _FIRE, hours=1), one("daily", _FIRE, hours=2)]


async def test_three_papers_with_one_wire_text_make_one_page(copies: Copies) -> None:
    assert (await told(copies, one("match", _MATCH), one("wire", _FIRE))).group is None
    found = await told(copies, *three())
    assert found.verdict is Verdict.COPY
    assert found.group
    assert found.group.group_id == "wire"
    assert shown(found.group) == "wire"
    assert [member.source for member in found.group.also_reported_by] == ["paper", "daily"]


async def test_when_the_shown_one_is_killed_the_oldest_usable_copy_becomes_the_page(copies: Copies) -> None:
    await told(copies, *three())
    group = await copies.remove("wire", 1)
    assert shown(group) == "paper"
    assert ids(group) == ["wire", "paper", "daily"]
    assert group is not None
    assert group.sources == ("paper", "daily")


async def test_when_all_are_killed_there_is_no_page(copies: Copies) -> None:
    await told(copies, *three())
    for name in ("daily", "wire"):
        await copies.remove(name, 1)
    assert shown(await copies.remove("paper", 1)) is None


async def test_a_new_copy_of_a_killed_text_stays_with_those_that_remain(copies: Copies) -> None:
    await told(copies, *three())
    await copies.remove("wire", 1)
    found = await told(copies, one("radio", _FIRE, hours=3))
    assert ids(found.group) == ["wire", "paper", "daily", "radio"]
    assert shown(found.group) == "paper"


async def test_an_unpublished_article_that_comes_back_is_the_page_again(copies: Copies) -> None:
    await told(copies, *three())
    await copies.remove("wire", 1)
    assert shown((await told(copies, one("wire", _FIRE))).group) == "paper"
    assert shown((await told(copies, one("wire", _FIRE, revision=2))).group) == "wire"


async def test_a_removal_that_overtakes_its_article_still_holds(copies: Copies) -> None:
    await copies.remove("wire", 1)
    found = await told(copies, *three())
    assert ids(found.group) == ["paper", "daily"]


async def test_removing_what_was_never_there_is_harmless(copies: Copies) -> None:
    assert await copies.remove("nobody") is None


async def test_a_text_posted_again_stands_for_its_source(copies: Copies) -> None:
    found = await told(copies, *three(), one("wire-2", _MORE, source="wire", hours=4))
    assert found.verdict is Verdict.REVISION
    assert shown(found.group) == "wire-2"
    assert found.group
    assert shown(found.group.without("wire-2")) == "wire"
    assert found.group.sources == ("wire", "paper", "daily")


async def test_a_longer_report_of_another_paper_keeps_a_page_of_its_own(copies: Copies) -> None:
    found = await told(copies, one("wire", _FIRE), one("paper", _MORE, hours=1))
    assert (found.verdict, found.group) == (Verdict.UPDATE, None)
    assert [match.other.article_id for match in found.matches] == ["wire"]


async def test_a_corrected_article_that_tells_something_else_leaves_its_group(copies: Copies) -> None:
    await told(copies, *three())
    found = await told(copies, one("daily", _MATCH, revision=2, hours=2))
    assert found.group is None
    assert ids(found.left) == ["wire", "paper"]
    found = await told(copies, one("paper", _MATCH, revision=2, hours=1))
    assert ids(found.left) == []
    assert ids(found.group) == ["daily", "paper"]
    assert await copies.group_of("wire") is None


async def test_telling_an_article_twice_changes_nothing(copies: Copies) -> None:
    first = await told(copies, *three())
    again = await told(copies, *three(), *three())
    assert again.group == first.group


async def test_an_older_revision_that_comes_late_changes_nothing(copies: Copies) -> None:
    await told(copies, one("wire", _FIRE), one("paper", _FIRE, revision=3, hours=1))
    found = await told(copies, one("paper", _MATCH, revision=2, hours=1))
    assert ids(found.group) == ["wire", "paper"]
    assert (await told(copies, one("radio", _MATCH, hours=2))).group is None


async def test_of_replicas_that_take_copies_at_once_each_finds_the_others_group(copies: Copies) -> None:
    articles = [one(f"paper-{number}", _FIRE, hours=number / 10) for number in range(8)]
    await asyncio.gather(*(copies.add_and_find(article) for article in articles))
    groups = [await copies.group_of(article.article_id) for article in articles]
    assert len({tuple(ids(group)) for group in groups}) == 1
    assert set(ids(groups[0])) == {article.article_id for article in articles}


async def test_a_replica_that_dies_after_adding_is_made_up_for_by_the_next_try(copies: Copies) -> None:
    await told(copies, one("wire", _FIRE))
    paper = one("paper", _FIRE, hours=1)
    await copies._store.add(paper)  # noqa: SLF001 - the replica dies here
    assert ids((await told(copies, paper)).group) == ["wire", "paper"]


async def test_a_copy_that_overtakes_the_one_it_copies_is_not_lost(copies: Copies) -> None:
    await told(copies, one("wire", (*_FIRE, _MATCH[0])))
    paper = one("paper", _FIRE, hours=1)
    placed = await copies._store.add(paper)  # noqa: SLF001 - the replica is slow here
    assert placed
    assert ids((await told(copies, one("daily", _FIRE, hours=2))).group) == ["paper", "daily"]
    group = await copies._joined(paper, placed, judge(paper, placed.near))  # noqa: SLF001 - and goes on here
    assert ids(group) == ["wire", "paper", "daily"]
    assert await copies.group_of("daily") == group


async def test_only_the_newest_texts_are_kept(redis_client: Redis, keys: Keys) -> None:
    copies = Copies(redis_client, keys, newest=3)
    await told(copies, *(one(f"match-{number}", (f"كلمة{number} " * 9,)) for number in range(20)))
    assert await redis_client.hlen(keys("copies", "docs")) == 3
    assert await redis_client.hlen(keys("copies", "ids")) == 3


async def test_the_group_longest_unchanged_is_forgotten_first(redis_client: Redis, keys: Keys) -> None:
    copies = Copies(redis_client, keys, most_groups=1)
    await told(copies, one("wire", _FIRE), one("paper", _FIRE, hours=1))
    found = await told(copies, one("match", _MATCH), one("radio", _MATCH, hours=1))
    assert ids(found.group) == ["match", "radio"]
    assert await copies.group_of("wire") is None
    assert await redis_client.hlen(keys("copies", "members")) == 2
    assert await redis_client.hlen(keys("copies", "of")) == 2


async def test_removed_articles_leave_no_text_behind(redis_client: Redis, keys: Keys, copies: Copies) -> None:
    await told(copies, *three())
    for name in ("wire", "paper", "daily"):
        await copies.remove(name, 1)
    assert await redis_client.hlen(keys("copies", "docs")) == 0

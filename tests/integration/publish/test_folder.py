"""A folder of static files as a target: what is in it, article by article."""

import asyncio
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from khabar.events import article_id, short_id
from khabar_publish.proving.places import CanaryTarget
from khabar_publish.targets import Regressed, RemovalKind, Target
from tests.unit.publish.stories import ARTICLE, enriched, removal

from .folders import FIRST, PLACE, SECOND, VERBS, files_of, mentions, page_of, put, take, target_of
from .stories import story

_ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "public"
    path.mkdir()
    return path


@pytest.fixture
def target(folder: Path) -> Target:
    return target_of(folder, 'url = "https://news.example/archive/"')


async def test_an_article_is_one_file_whose_address_never_changes(target: Target, folder: Path) -> None:
    answer = await put(target, FIRST)
    assert (answer.outcome, answer.url) == ("created", f"https://news.example/archive/{PLACE}")
    moved = enriched(2, "عودة المياه إلى الرقة", received_at=datetime(2025, 1, 1, tzinfo=UTC))
    again = await put(target, moved)
    assert (again.outcome, again.url) == ("updated", answer.url)
    assert (await put(target, moved)).outcome == "unchanged"
    assert "<h1>عودة المياه إلى الرقة</h1>" in page_of(folder)
    assert files_of(folder) == {PLACE, "index.html", "feed.xml"}


async def test_a_page_says_what_it_shows_and_in_which_direction(target: Target, folder: Path) -> None:
    await put(target, enriched(3, '<b>"عودة" & C++</b>', lead="سطر", authors=("سلمى",), language="ar"))
    page = page_of(folder)
    assert '<html lang="ar" dir="rtl">' in page
    assert f'<meta name="khabar" content="{ARTICLE} 3 {3:064x}">' in page
    assert "<b>" not in page
    assert "default-src &#x27;none&#x27;" in page
    assert "سلمى" in page


async def test_an_older_revision_changes_nothing(target: Target, folder: Path) -> None:
    await put(target, SECOND)
    answer = await put(target, FIRST)
    assert (answer.outcome, answer.shows) == ("stale", False)
    assert "إلى الرقة" in page_of(folder)


async def test_another_content_under_the_same_revision_is_told(target: Target, folder: Path) -> None:
    await put(target, FIRST)
    with pytest.raises(Regressed):
        await put(target, enriched(1, "عنوان آخر", content_sha="f" * 64))
    assert "عودة المياه" in page_of(folder)


@pytest.mark.parametrize("kind", ["kill", "unpublish", "merge"])
async def test_a_removal_takes_the_file_and_every_mention(target: Target, folder: Path, kind: RemovalKind) -> None:
    await put(target, FIRST)
    answer = await take(target, kind, removal(2))
    assert (answer.outcome, answer.shows) == (VERBS[kind], True)
    assert files_of(folder) == {"index.html", "feed.xml"}
    assert mentions(folder, "عودة المياه") == []


async def test_a_killed_article_never_comes_back_and_an_unpublished_one_may(target: Target, folder: Path) -> None:
    await put(target, FIRST)
    await take(target, "unpublish", removal(2))
    assert (await put(target, enriched(3, "عاد"))).outcome == "created"
    await take(target, "kill", removal(3))
    answer = await put(target, enriched(4, "عاد مرة أخرى"))
    assert (answer.outcome, answer.shows) == ("killed", False)
    assert not (folder / PLACE).exists()


async def test_a_kill_that_comes_before_its_article_keeps_it_out(target: Target, folder: Path) -> None:
    assert (await take(target, "kill", removal(1))).outcome == "absent"
    assert not (await put(target, FIRST)).shows
    assert not (folder / PLACE).exists()


async def test_a_withdrawn_article_leaves_a_notice(target: Target, folder: Path) -> None:
    await put(target, FIRST)
    await take(target, "withdraw", removal(2))
    page = page_of(folder)
    assert "سُحبت هذه المادة. طلب المصدر حذف المادة" in page
    assert "عودة المياه" not in page
    assert "noindex" in page
    assert "عودة المياه" not in page_of(folder, "index.html")


async def test_a_format_of_data_leaves_no_notice_with_names_in_it(folder: Path) -> None:
    target = target_of(folder, 'format = "native"')
    answer = await put(target, FIRST)
    assert answer.url is None
    assert answer.remote_id == PLACE.replace(".html", ".json")
    await take(target, "withdraw", removal(2))
    assert not (folder / PLACE.replace(".html", ".json")).exists()


async def test_the_front_page_and_the_feed_have_the_newest(target: Target, folder: Path) -> None:
    day = datetime(2026, 11, 1, tzinfo=UTC)
    for number in range(60):
        at = day + timedelta(hours=number)
        await put(target, story(number).model_copy(update={"published_at": at, "headline": f"خبر {number}"}))
    feed = ET.fromstring((folder / "feed.xml").read_bytes())  # noqa: S314 - our own
    titles = [title.text for title in feed.iterfind(f"{_ATOM}entry/{_ATOM}title")]
    assert titles == [f"خبر {number}" for number in range(59, 9, -1)]
    assert feed.findtext(f"{_ATOM}updated") == "2026-11-03T11:00:00Z"
    links = [link.get("href", "") for link in feed.iterfind(f"{_ATOM}entry/{_ATOM}link")]
    assert all(link.startswith("https://news.example/archive/2024/03/") for link in links)
    front = page_of(folder, "index.html")
    assert front.count("<li ") == 50
    assert 'href="2024/03/' in front


async def test_rights_keep_the_text_out(target: Target, folder: Path) -> None:
    body = [{"type": "paragraph", "text": "نص لا يجوز نشره"}]
    await put(target, enriched(1, body=body, rights="index-only", canonical_url="https://agency.example/1"))
    assert "نص لا يجوز نشره" not in page_of(folder)
    assert "https://agency.example/1" in page_of(folder)


async def test_replicas_that_write_at_once_keep_the_newest_of_each(folder: Path) -> None:
    targets = [target_of(folder) for _ in range(3)]

    async def replica(number: int) -> None:
        for n in range(number, 48, 3):
            await put(targets[number], story(n % 8, 1 + n // 8))

    await asyncio.gather(*map(replica, range(3)))
    for number in range(8):
        place = f"2024/03/{short_id(article_id('desk', str(number)))}.html"
        assert f" 6 {6:064x}" in page_of(folder, place)
    assert len(files_of(folder)) == 10


async def test_a_canary_lies_where_no_reader_is_led(target: Target, folder: Path) -> None:
    assert isinstance(target, CanaryTarget)
    await put(target, FIRST)
    assert await target.canary("3f9a") == "https://news.example/archive/khabar-canary.html"
    assert "3f9a" in page_of(folder, "khabar-canary.html")
    assert mentions(folder, "canary") == []
    hidden = target_of(folder)
    assert isinstance(hidden, CanaryTarget)
    assert await hidden.canary("77") == ""

"""A folder of static files as a target: hostile names, links and disks, and processes that die."""

import asyncio
import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khabar import ConfigError, Rejected
from khabar.config import TargetSettings
from khabar.events import short_id
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown
from khabar_publish.targets import Down, Target
from tests.unit.publish.stories import ARTICLE, enriched, removal, told

from .folders import FIRST, ID, PLACE, SECOND, files_of, mentions, page_of, put, take, target_of
from .stories import story


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "public"
    path.mkdir()
    return path


@pytest.fixture
def target(folder: Path) -> Target:
    return target_of(folder, 'url = "https://news.example/archive/"')


async def test_what_was_there_before_a_worker_died_is_found(target: Target, folder: Path) -> None:
    event = told("article.enriched", FIRST)
    assert await target.look_up(event, None) is None
    await put(target, FIRST)
    found = await target.look_up(event, None)
    assert found
    assert found.outcome == "unchanged"
    older = await target.look_up(told("article.enriched", FIRST), None)
    assert older
    (folder / PLACE).unlink()
    assert await target.look_up(event, None) is None
    gone = removal(2)
    killed = told("article.killed", gone)
    assert await target.look_up(killed, None) is None
    await take(target, "kill", gone)
    found = await target.look_up(killed, None)
    assert found
    assert found.outcome == "killed"
    stale = await target.look_up(event, None)
    assert stale
    assert not stale.shows


@pytest.mark.parametrize("name", ["../../etc/passwd", "x", "", "2024/03/x"])
async def test_no_id_leads_out_of_the_folder(target: Target, folder: Path, name: str) -> None:
    with pytest.raises(Rejected, match="no article's id"):
        await put(target, enriched(1, id=name or "-"))
    with pytest.raises(Rejected, match="no article's id"):
        await take(target, "kill", removal(1).model_copy(update={"id": name}))
    assert files_of(folder) == set()


@pytest.mark.parametrize("link", ["2024", "2024/03", ".khabar"])
async def test_a_link_to_another_folder_is_not_followed(
    target: Target, folder: Path, tmp_path: Path, link: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    _linked(folder / link, elsewhere)
    with pytest.raises(Down, match="in its way"):
        await put(target, FIRST)
    assert list(elsewhere.iterdir()) == []


async def test_a_link_in_the_place_of_a_file_is_replaced(target: Target, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("سر")
    _linked(folder / PLACE, secret)
    _linked(folder / "index.html", secret)
    await put(target, FIRST)
    assert secret.read_text() == "سر"
    assert not (folder / PLACE).is_symlink()


async def test_a_folder_that_is_not_there_is_not_made(folder: Path) -> None:
    target = target_of(folder / "disk")
    with pytest.raises(Down, match="make it, or mount its disk") as caught:
        await put(target, FIRST)
    assert not caught.value.answered
    assert files_of(folder) == {"newsroom.toml"}


async def test_what_a_died_process_left_does_no_harm(target: Target, folder: Path) -> None:
    await put(target, FIRST)
    left = (folder / PLACE).with_name(f".{short_id(ARTICLE)}.html.new")
    left.write_text("نصف")
    assert (await put(target, SECOND)).outcome == "updated"
    assert not left.exists()


async def test_a_lock_that_somebody_holds_makes_the_delivery_wait(target: Target, folder: Path) -> None:
    await put(target, FIRST)
    with (folder / ".khabar" / "lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Down, match="another process has been writing for 2 s"):
            await put(target, SECOND)
    assert (await put(target, SECOND)).outcome == "updated"


@pytest.mark.skipif(os.geteuid() == 0, reason="for root every folder can be written")
async def test_a_folder_of_somebody_else_says_so(target: Target, folder: Path) -> None:
    _close(folder)
    with pytest.raises(Down, match="publish may not write there"):
        await put(target, FIRST)


async def test_a_full_disk_leaves_what_was_there(folder: Path, small_disk: Path) -> None:
    del folder
    target = target_of(small_disk)
    await put(target, FIRST)
    before = page_of(small_disk)
    _fill(small_disk)
    with pytest.raises(Down, match=r"make room|disk"):
        await put(target, enriched(2, "ط" * 60_000))
    assert page_of(small_disk) == before
    (small_disk / "filler").unlink()
    assert (await put(target, SECOND)).outcome == "updated"


async def test_only_we_may_open_what_the_folder_remembers_and_anybody_its_pages(target: Target, folder: Path) -> None:
    before = os.umask(0o077)
    try:
        await put(target, FIRST)
    finally:
        os.umask(before)
    assert (folder / ".khabar").stat().st_mode & 0o777 == 0o700
    assert (folder / PLACE).stat().st_mode & 0o777 == 0o644
    assert (folder / "2024" / "03").stat().st_mode & 0o777 == 0o755


async def test_the_check_leaves_nothing(target: Target, folder: Path) -> None:
    assert await target.check() == f"{folder} can be written"
    assert files_of(folder) == set()


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        ({}, "path: Field required"),
        ({"path": "", "pathh": "x"}, "pathh: Extra inputs"),
        ({"path": "public", "url": "ftp://news.example"}, r"its url is not an http\(s\) address"),
    ],
)
def test_what_is_wrong_in_the_table_is_named(table: dict[str, Any], mistake: str) -> None:
    target = TargetSettings.model_validate({"id": ID, "type": "folder"} | table)
    with pytest.raises(ConfigError, match=rf"target {ID}[\s\S]*{mistake}"):
        make_target(target, PublishSettings())


async def test_a_disk_that_hangs_takes_no_thread_from_others(target: Target, folder: Path) -> None:
    await put(target, FIRST)
    with (folder / ".khabar" / "lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        stuck = [asyncio.create_task(put(target, SECOND)) for _ in range(64)]
        await asyncio.sleep(0.1)
        async with asyncio.timeout(1):
            assert await asyncio.to_thread(lambda: "others go on") == "others go on"
        for task in stuck:
            task.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)
    await target.close()


async def test_a_kill_finds_its_file_where_the_folder_has_lost_its_memory(target: Target, folder: Path) -> None:
    answer = await put(target, FIRST)
    shutil.rmtree(folder / ".khabar")
    held = Shown(revision=1, rank=1, state="shown", remote_id=answer.remote_id, at=datetime.now(UTC))
    assert (await take(target, "kill", removal(2), held)).outcome == "killed"
    assert mentions(folder, "عودة المياه") == []
    assert not (await put(target, FIRST)).shows


@pytest.mark.parametrize("told", ["41", "../../secret.html", "2024/03/another.html", "index.html"])
async def test_what_is_remembered_of_something_else_is_left_alone(target: Target, folder: Path, told: str) -> None:
    await put(target, story(7))
    held = Shown(revision=1, rank=1, state="shown", remote_id=told, at=datetime.now(UTC))
    assert (await take(target, "kill", removal(2), held)).outcome == "absent"
    assert len(files_of(folder)) == 3


async def test_a_kill_takes_what_a_died_process_was_writing(target: Target, folder: Path) -> None:
    await put(target, FIRST)
    (folder / PLACE).with_name(f".{short_id(ARTICLE)}.html.new").write_text("عودة المياه")
    await take(target, "kill", removal(2))
    assert mentions(folder, "عودة المياه") == []


async def test_the_last_day_that_there_is_stops_nothing(folder: Path) -> None:
    target = target_of(folder)
    for at in (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)):
        await put(target, enriched(at.year, published_at=at))
    assert (await put(target, story(7))).outcome == "created"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB, where one may be mounted."""
    path = tmp_path / "small"
    path.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(path)], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here, so none can be full")
    yield path
    subprocess.run(["umount", str(path)], check=True)


def _fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return


def _linked(place: Path, elsewhere: Path) -> None:
    """A link in a place whose folders are made."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(elsewhere)


def _close(folder: Path) -> None:
    folder.chmod(0o555)

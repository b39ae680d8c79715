import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Retryable
from khabar.keys import Keys
from khabar.models import Report, Revision
from khabar_ingest.drops import Claims, look
from khabar_ingest.handlers import Intake
from khabar_ingest.item import Item, Result
from khabar_ingest.settings import IngestSettings
from khabar_ingest.sources import Rooms
from khabar_ingest.sources.folder import Folder

from .conftest import Events, serving

pytestmark = pytest.mark.server

STORY = "بدء موسم قطاف الزيتون\n\nبدأ، أمس، موسم قطاف الزيتون في ريف المدينة.\n"


@pytest.fixture
def folder(rooms: Rooms, tmp_path: Path) -> Folder:
    return made(rooms, tmp_path)


def made(rooms: Rooms, tmp_path: Path, **said: str) -> Folder:
    """The folder as a replica of its own sees it."""
    (tmp_path / "in").mkdir(exist_ok=True)
    return Folder(SourceSettings.model_validate({"id": "desk", "type": "folder", "path": "in", **said}), rooms)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def items(events: Events) -> list[str]:
    return [event.name for event in await events("articles")]


async def test_a_dropped_file_becomes_an_article_and_is_put_away(folder: Folder, events: Events) -> None:
    (folder.path / "olives.txt").write_text(STORY, "utf-8")
    await folder.poll()
    assert await events("articles") == []
    await folder.poll()
    [event] = await events("articles")
    assert (event.name, event.source) == ("article.created", "khabar/ingest/desk")
    assert [path.name for path in (folder.path / "done").iterdir()] == ["olives.txt"]
    await folder.poll()
    assert len(await events("articles")) == 1


async def test_a_file_that_is_still_written_is_left_until_it_rests(folder: Folder, events: Events) -> None:
    path = folder.path / "growing.txt"
    for part in (STORY, "فقرة أخرى من الخبر نفسه.\n"):
        with path.open("a", encoding="utf-8") as file:
            file.write(part)
        await folder.poll()
    assert await events("articles") == []
    await folder.poll()
    assert len(await events("articles")) == 1


async def test_a_file_that_is_no_article_fails_with_its_reason_beside_it(folder: Folder, events: Events) -> None:
    (folder.path / "picture.bin").write_bytes(b"\x89PNG\x00\x01\x02\x03" * 50)
    (folder.path / "olives.txt").write_text(STORY, "utf-8")
    await folder.poll()
    await folder.poll()
    assert "no parser knows" in (folder.path / "failed" / "picture.bin.reason.txt").read_text("utf-8")
    assert [event.name for event in await events("ops")] == ["item.rejected"]
    assert len(await events("articles")) == 1


async def test_a_file_with_a_name_that_was_used_keeps_both(folder: Folder) -> None:
    for text in (STORY, STORY.replace("أمس", "اليوم")):
        (folder.path / "olives.txt").write_text(text, "utf-8")
        await folder.poll()
        await folder.poll()
    assert len(list((folder.path / "done").iterdir())) == 2


async def test_a_file_over_the_limit_fails_unread(folder: Folder, rooms: Rooms, events: Events) -> None:
    path = folder.path / "huge.txt"
    path.touch()
    os.truncate(path, rooms.settings.max_item_bytes + 1)
    await folder.poll()
    await folder.poll()
    assert "KHABAR_MAX_ITEM_BYTES" in (folder.path / "failed" / "huge.txt.reason.txt").read_text("utf-8")
    assert [event.name for event in await events("ops")] == ["item.rejected"]


async def test_hidden_files_and_folders_are_left_alone(folder: Folder, events: Events) -> None:
    (folder.path / ".olives.txt").write_text(STORY, "utf-8")
    (folder.path / "later").mkdir()
    await folder.poll()
    await folder.poll()
    assert sorted(path.name for path in folder.path.iterdir()) == [".olives.txt", "later"]
    assert await events("articles") == []


def test_a_folder_without_a_path_is_a_mistake_of_the_newsroom_file(rooms: Rooms) -> None:
    with pytest.raises(ConfigError, match="needs a path"):
        Folder(SourceSettings(id="desk", type="folder"), rooms)


@pytest.mark.parametrize("secret", ["secret.txt", "nothing-there"])
async def test_a_link_to_a_file_elsewhere_is_never_read_and_is_put_aside(
    folder: Folder, tmp_path: Path, events: Events, secret: str
) -> None:
    (tmp_path / "secret.txt").write_text(STORY, "utf-8")
    (folder.path / "story.txt").symlink_to(tmp_path / secret)
    await folder.poll()
    await folder.poll()
    assert await events("articles") == []
    assert (folder.path / "failed" / "story.txt").is_symlink()
    assert "is a link" in (folder.path / "failed" / "story.txt.reason.txt").read_text("utf-8")
    assert (tmp_path / "secret.txt").read_text("utf-8") == STORY


async def test_a_file_that_turns_into_a_link_or_a_pipe_is_not_read(
    folder: Folder, tmp_path: Path, events: Events
) -> None:
    (tmp_path / "secret.txt").write_text(STORY, "utf-8")
    for name in ("a.txt", "b.txt"):
        (folder.path / name).write_text(STORY, "utf-8")
    await folder.poll()
    found = look(folder.path)
    for name in ("a.txt", "b.txt"):
        (folder.path / name).unlink()
    (folder.path / "a.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(folder.path / "b.txt")
    for drop in found.files:
        await folder.take(drop, {})
    assert await events("articles") == []
    assert "is no file" in (folder.path / "failed" / "b.txt.reason.txt").read_text("utf-8")


async def test_a_name_that_leads_upwards_is_refused_and_goes_nowhere(
    folder: Folder, tmp_path: Path, events: Events
) -> None:
    (folder.path / "x\\..\\..\\story.txt").write_text(STORY, "utf-8")
    await folder.poll()
    await folder.poll()
    assert await events("articles") == []
    assert sorted(path.name for path in (folder.path / "failed").iterdir()) == [
        "x_.._.._story.txt",
        "x_.._.._story.txt.reason.txt",
    ]
    assert set(names(tmp_path)) <= {"blobs", "in"}
    [report] = await events("ops")
    assert isinstance(report.data, Report)
    assert (report.name, report.data.about) == ("item.rejected", "desk")
    assert "'..'" in report.data.message


async def test_an_upload_under_another_name_is_taken_when_it_gets_its_own(folder: Folder, events: Events) -> None:
    part = folder.path / "olives.txt.part"
    part.write_text(STORY, "utf-8")
    for _ in range(3):
        await folder.poll()
    assert await events("articles") == []
    part.rename(folder.path / "olives.txt")
    await folder.poll()
    assert len(await events("articles")) == 1


async def test_the_oldest_file_is_taken_first_whatever_the_names(folder: Folder, events: Events) -> None:
    for name, age in (("a", 10), ("c", 30), ("b", 20)):
        path = folder.path / f"{name}.txt"
        path.write_text(STORY.replace("أمس", name), "utf-8")
        os.utime(path, (1_790_000_000 - age, 1_790_000_000 - age))
    await folder.poll()
    await folder.poll()
    told = [event.data.body[0].text for event in await events("articles") if isinstance(event.data, Revision)]
    assert [words.split("، ")[1] for words in told] == ["c", "b", "a"]


async def test_what_was_taken_may_be_deleted(rooms: Rooms, tmp_path: Path, events: Events) -> None:
    folder = made(rooms, tmp_path, taken="delete")
    (folder.path / "olives.txt").write_text(STORY, "utf-8")
    (folder.path / "picture.bin").write_bytes(b"\x89PNG\x00\x01\x02\x03" * 50)
    await folder.poll()
    await folder.poll()
    assert [path.name for path in folder.path.iterdir()] == ["failed"]
    assert len(await events("articles")) == 1


async def test_what_was_taken_may_stay_and_is_not_taken_again(rooms: Rooms, tmp_path: Path, events: Events) -> None:
    folder = made(rooms, tmp_path, taken="keep")
    path = folder.path / "olives.txt"
    path.write_text(STORY, "utf-8")
    await folder.poll()
    await folder.poll()
    assert len(await items(events)) == 1
    restarted = made(rooms, tmp_path, taken="keep")
    for _ in range(3):
        await restarted.poll()
    assert path.exists()
    assert len(await items(events)) == 1
    path.write_text(STORY.replace("أمس", "اليوم"), "utf-8")
    await restarted.poll()
    await restarted.poll()
    assert len(await items(events)) == 2


async def test_two_replicas_that_share_a_folder_take_each_file_once(
    rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[bytes] = []
    take = Intake.take

    async def note(self: Intake, item: Item, source: SourceSettings) -> list[Result]:
        taken.append(item.content)
        await asyncio.sleep(0.01)
        return await take(self, item, source)

    monkeypatch.setattr(Intake, "take", note)
    replicas = [made(rooms, tmp_path), made(rooms, tmp_path)]
    for n in range(12):
        (tmp_path / "in" / f"{n}.txt").write_text(STORY.replace("أمس", f"يوم {n}"), "utf-8")
    for _ in range(2):
        await asyncio.gather(*(replica.poll() for replica in replicas))
    assert len(taken) == len(set(taken)) == 12
    assert len(list((tmp_path / "in" / "done").iterdir())) == 12


async def test_a_file_whose_replica_died_is_taken_by_another_when_its_claim_ends(
    rooms: Rooms, tmp_path: Path, redis_client: Redis, keys: Keys, events: Events
) -> None:
    folder = made(rooms, tmp_path)
    (folder.path / "olives.txt").write_text(STORY, "utf-8")
    [drop] = look(folder.path).files
    assert await Claims(redis_client, keys, "desk").claim(drop)
    for _ in range(3):
        await folder.poll()
    assert await events("articles") == []
    for key in await redis_client.keys(keys("source", "desk", "file", "*")):
        assert 0 < await redis_client.ttl(key) <= 300
        await redis_client.delete(key)
    await folder.poll()
    assert len(await events("articles")) == 1


async def test_another_file_under_the_same_name_waits_for_its_own_look(folder: Folder, events: Events) -> None:
    (folder.path / "olives.txt").write_text(STORY, "utf-8")
    [drop] = look(folder.path).files
    (folder.path / "olives.txt").unlink()
    (folder.path / "olives.txt").write_text(f"{STORY} وما", "utf-8")
    await folder.take(drop, {})
    assert await events("articles") == []
    assert names(folder.path) == ["olives.txt"]


async def test_a_file_that_is_put_back_is_taken_by_any_replica(rooms: Rooms, tmp_path: Path, events: Events) -> None:
    first, second = made(rooms, tmp_path), made(rooms, tmp_path)
    (first.path / "olives.txt").write_text(STORY, "utf-8")
    await first.poll()
    await first.poll()
    (first.path / "done" / "olives.txt").rename(first.path / "olives.txt")
    await second.poll()
    await second.poll()
    assert names(first.path) == ["done"]
    assert len(await events("articles")) == 1


async def test_a_file_that_the_server_did_not_take_stays_and_is_taken_later(
    folder: Folder, redis_client: Redis, keys: Keys, events: Events
) -> None:
    (folder.path / "olives.txt").write_text(STORY, "utf-8")
    await folder.poll()
    await redis_client.set(keys.stream("articles"), "in the way")
    with pytest.raises(Retryable):
        await folder.poll()
    assert (folder.path / "olives.txt").exists()
    await redis_client.delete(keys.stream("articles"))
    await folder.poll()
    assert len(await events("articles")) == 1


async def test_a_folder_for_what_was_taken_that_is_a_link_is_not_followed(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder.path / "done").symlink_to(tmp_path / "elsewhere")
    (folder.path / "olives.txt").write_text(STORY, "utf-8")
    await folder.poll()
    with pytest.raises(Retryable, match="is a link"):
        await folder.poll()
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"path": "../in"}, "leads upwards"),
        ({"path": "in", "taken": "burn"}, "move, delete, keep"),
        ({"path": "in", "rest": -1}, "rest"),
        ({"path": "in", "rest": "long"}, "rest"),
    ],
)
def test_wrong_settings_of_a_folder_are_named(rooms: Rooms, said: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Folder(SourceSettings.model_validate({"id": "desk", "type": "folder", **said}), rooms)


async def test_a_file_with_the_longest_name_is_put_away_too(folder: Folder) -> None:
    name = f"{'خ' * 125}.bin"
    for _ in range(2):
        (folder.path / name).write_bytes(b"\x89PNG\x00\x01\x02\x03" * 50)
        await folder.poll()
        await folder.poll()
    assert not (folder.path / name).exists()
    assert len(list((folder.path / "failed").iterdir())) == 4


async def test_a_file_that_breaks_a_parser_down_does_not_stand_in_the_way(
    folder: Folder, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder.path / "a.txt").write_text("a", "utf-8")
    (folder.path / "b.txt").write_text(STORY, "utf-8")
    take = Intake.take

    async def break_down_once(self: Intake, item: Item, source: SourceSettings) -> list[Result]:
        return [Result("rejected")] * (1 // (len(item.content) - 1)) or await take(self, item, source)

    monkeypatch.setattr(Intake, "take", break_down_once)
    await folder.poll()
    await folder.poll()
    assert "a bug in Khabar" in (folder.path / "failed" / "a.txt.reason.txt").read_text("utf-8")
    assert len(await events("articles")) == 1


async def test_a_file_that_cannot_be_put_away_blocks_no_other(folder: Folder, events: Events) -> None:
    (folder.path / "done").symlink_to(folder.path / "nowhere")
    for name in ("x", "y"):
        (folder.path / f"{name}.txt").write_text(STORY.replace("أمس", name), "utf-8")
    await folder.poll()
    with pytest.raises(Retryable, match="cannot be put away"):
        await folder.poll()
    assert len(await events("articles")) == 2


async def test_two_running_services_empty_one_folder_together(
    settings: IngestSettings, tmp_path: Path, events: Events
) -> None:
    file = tmp_path / "newsroom.toml"
    file.write_text('[[sources]]\nid = "desk"\ntype = "folder"\npath = "in"\n', "utf-8")
    (tmp_path / "in" / "done").mkdir(parents=True)
    shared = settings.model_copy(update={"config": file})
    async with serving(shared), serving(shared):
        for n in range(10):
            (tmp_path / "in" / f"{n}.txt.part").write_text(STORY.replace("أمس", f"يوم {n}"), "utf-8")
            (tmp_path / "in" / f"{n}.txt.part").rename(tmp_path / "in" / f"{n}.txt")
        async with asyncio.timeout(60):
            while len(names(tmp_path / "in" / "done")) < 10:  # noqa: ASYNC110 - the services look by themselves
                await asyncio.sleep(0.1)
    assert await items(events) == ["article.created"] * 10
    assert names(tmp_path / "in") == ["done"]

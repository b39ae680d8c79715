import os
from pathlib import Path

import pytest

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Retryable
from khabar_ingest.handlers import Intake
from khabar_ingest.item import Item, Result
from khabar_ingest.sources import Rooms
from khabar_ingest.sources.folder import Folder

from .conftest import Events

pytestmark = pytest.mark.server

STORY = "بدء موسم قطاف الزيتون\n\nبدأ، أمس، موسم قطاف الزيتون في ريف المدينة.\n"


@pytest.fixture
def folder(rooms: Rooms, tmp_path: Path) -> Folder:
    (tmp_path / "in").mkdir()
    return Folder(SourceSettings(id="desk", type="folder", path="in"), rooms)


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
    assert "no parser knows" in (folder.path / "failed" / "picture.bin.error.txt").read_text("utf-8")
    assert [event.name for event in await events("ops")] == ["item.rejected"]
    assert len(await events("articles")) == 1


async def test_a_file_with_a_name_that_was_used_keeps_both(folder: Folder) -> None:
    for text in (STORY, STORY.replace("أمس", "اليوم")):
        (folder.path / "olives.txt").write_text(text, "utf-8")
        await folder.poll()
        await folder.poll()
    assert len(list((folder.path / "done").iterdir())) == 2


async def test_a_file_over_the_limit_fails_unread(folder: Folder, rooms: Rooms) -> None:
    path = folder.path / "huge.txt"
    path.touch()
    os.truncate(path, rooms.settings.max_item_bytes + 1)
    await folder.poll()
    await folder.poll()
    assert "KHABAR_MAX_ITEM_BYTES" in (folder.path / "failed" / "huge.txt.error.txt").read_text("utf-8")


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


async def test_a_link_to_a_file_elsewhere_is_never_read(folder: Folder, tmp_path: Path, events: Events) -> None:
    (tmp_path / "secret.txt").write_text(STORY, "utf-8")
    (folder.path / "story.txt").symlink_to(tmp_path / "secret.txt")
    await folder.poll()
    await folder.poll()
    assert await events("articles") == []
    assert (folder.path / "story.txt").is_symlink()


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
    assert "a bug in Khabar" in (folder.path / "failed" / "a.txt.error.txt").read_text("utf-8")
    assert len(await events("articles")) == 1


async def test_a_file_that_cannot_be_put_away_blocks_no_other(folder: Folder, events: Events) -> None:
    (folder.path / "done").symlink_to(folder.path / "nowhere")
    for name in ("x", "y"):
        (folder.path / f"{name}.txt").write_text(STORY.replace("أمس", name), "utf-8")
    await folder.poll()
    with pytest.raises(Retryable, match="cannot be put away"):
        await folder.poll()
    assert len(await events("articles")) == 2

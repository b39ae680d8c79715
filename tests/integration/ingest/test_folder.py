import os
from pathlib import Path

import pytest

from khabar.config import SourceSettings
from khabar.errors import ConfigError
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

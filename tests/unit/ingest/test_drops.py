"""When a dropped file is complete, and what is not even looked at."""

import os
from pathlib import Path

import pytest

from khabar_ingest.drops import Drop, Rest, look


def drop(name: str = "story.xml", size: int = 10, changed: int = 1, inode: int = 7) -> Drop:
    return Drop(Path(name), size, changed, inode)


def test_a_file_is_complete_when_two_looks_found_it_alike() -> None:
    rest = Rest()
    assert rest.complete((drop(size=5),), 0) == []
    assert rest.complete((drop(size=9),), 1) == []
    assert rest.complete((drop(size=9, changed=2),), 2) == []
    assert rest.complete((drop(size=9, changed=2),), 3) == [drop(size=9, changed=2)]


def test_a_file_may_be_asked_to_rest_for_longer() -> None:
    rest = Rest(5)
    found = [bool(rest.complete((drop(),), now)) for now in range(8)]
    assert found == [False] * 5 + [True] * 3


def test_an_upload_that_pauses_rests_anew() -> None:
    rest = Rest(3)
    assert [bool(rest.complete((drop(size=1 if now < 3 else 2),), now)) for now in range(7)] == [False] * 6 + [True]


@pytest.mark.parametrize("ending", [".part", ".PART", ".filepart", ".tmp", ".crdownload", ".uploading", "~"])
def test_a_name_that_says_it_is_still_written_is_believed(ending: str) -> None:
    rest = Rest()
    assert [rest.complete((drop(f"story.xml{ending}"),), now) for now in range(3)] == [[], [], []]
    assert rest.complete((drop("story.xml"),), 3) == [drop("story.xml")]


def test_a_new_file_under_an_old_name_rests_for_itself() -> None:
    rest = Rest()
    rest.complete((drop(inode=7),), 0)
    assert rest.complete((drop(inode=8),), 1) == []


def test_the_oldest_comes_first_and_of_one_age_the_first_by_name() -> None:
    files = (drop("b", changed=2, inode=1), drop("c", changed=1, inode=2), drop("a", changed=2, inode=3))
    rest = Rest()
    rest.complete(files, 0)
    assert [each.path.name for each in rest.complete(files, 1)] == ["c", "a", "b"]


def test_a_look_finds_files_alone_and_names_what_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "story.xml").write_text("x")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "..evil").write_text("x")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link-to-sub").symlink_to(tmp_path / "sub")
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    found = look(tmp_path)
    assert [each.path.name for each in found.files] == ["story.xml"]
    assert [path.name for path in found.refused] == ["link"]

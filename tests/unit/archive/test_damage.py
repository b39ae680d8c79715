"""What a crash or a bad disk does to the archive."""

import random
from pathlib import Path

import pytest

from khabar.archive import Archive, Damaged, lock

from .rows import row, rows


def _written(folder: Path, batches: int = 5) -> Archive:
    archive = Archive(folder)
    writer = archive.writer("articles")
    for batch in range(batches):
        writer.append(rows(10, batch * 10))
    return archive


def _files(folder: Path) -> tuple[Path, Path]:
    [data] = (folder / "articles").glob("*.jsonl.zst")
    [index] = (folder / "articles").glob("*.index.jsonl")
    return data, index


def test_a_frame_that_a_crash_left_half_is_cut_off_and_written_again(tmp_path: Path) -> None:
    archive = _written(tmp_path)
    data, _ = _files(tmp_path)
    with data.open("ab") as file:
        file.write(b"half a frame")
    assert list(archive.entries("articles")) == rows(50)
    writer = archive.writer("articles")
    assert writer.last == row(49)[0]
    writer.append(rows(10, 50))
    assert list(archive.entries("articles")) == rows(60)


def test_a_line_of_the_index_that_a_crash_left_half_is_cut_off(tmp_path: Path) -> None:
    archive = _written(tmp_path)
    _, index = _files(tmp_path)
    whole = index.read_bytes()
    index.write_bytes(whole[:-7])
    assert list(archive.entries("articles")) == rows(40)
    writer = archive.writer("articles")
    assert writer.last == row(39)[0]
    writer.append(rows(10, 40))
    assert list(archive.entries("articles")) == rows(50)


def test_a_crash_at_any_byte_loses_no_frame_that_was_told_to_be_safe(tmp_path: Path) -> None:
    _written(tmp_path / "whole")
    data, index = _files(tmp_path / "whole")
    lines = index.read_bytes().splitlines(keepends=True)
    chance = random.Random(20261122)  # noqa: S311 - seeded chance, not secrets
    for attempt in range(60):
        folder = tmp_path / str(attempt)
        safe = chance.randrange(len(lines))
        end = sum(map(len, lines[:safe])) + chance.randrange(len(lines[safe]))
        (folder / "articles").mkdir(parents=True)
        (folder / "articles" / index.name).write_bytes(index.read_bytes()[:end])
        (folder / "articles" / data.name).write_bytes(data.read_bytes())
        writer = Archive(folder).writer("articles")
        writer.append(rows(50 - safe * 10, safe * 10))
        assert list(Archive(folder).entries("articles")) == rows(50)


def test_a_segment_of_which_nothing_was_safe_is_begun_anew(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / f"{row(0)[0]}.jsonl.zst").write_bytes(b"half")
    assert archive.last("articles") == "0-0"
    archive.writer("articles").append(rows(3))
    assert list(archive.entries("articles")) == rows(3)


def test_a_flipped_bit_is_named_with_its_file_and_place(tmp_path: Path) -> None:
    archive = _written(tmp_path)
    data, _ = _files(tmp_path)
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 1
    data.write_bytes(content)
    with pytest.raises(Damaged, match=rf"{data.name}: the frame at byte \d+ .*damaged"):
        list(archive.entries("articles"))


def test_a_file_shorter_than_its_index_tells_is_not_written_to(tmp_path: Path) -> None:
    archive = _written(tmp_path)
    data, _ = _files(tmp_path)
    data.write_bytes(data.read_bytes()[:-5])
    with pytest.raises(Damaged, match=r"bytes; its index tells of"):
        archive.writer("articles")


def test_two_archivers_do_not_write_at_once(tmp_path: Path) -> None:
    held = lock(tmp_path)
    assert held is not None
    assert lock(tmp_path) is None
    held.close()
    again = lock(tmp_path)
    assert again is not None
    again.close()


def test_the_epoch_outlives_its_writer(tmp_path: Path) -> None:
    Archive(tmp_path).begin_epoch("0193-first")
    Archive(tmp_path).begin_epoch("0193-second")
    assert Archive(tmp_path).epoch() == "0193-second"

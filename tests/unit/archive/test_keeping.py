"""What is archived comes back, byte for byte, and nothing else does."""

import subprocess
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.archive import START, Archive, NoId, before, rank, record, through

from .rows import BEGINNING, DAY, row, rows

any_fields = st.dictionaries(st.binary(max_size=20), st.binary(max_size=200), max_size=8)


def test_every_entry_comes_back_in_order(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    writer = archive.writer("articles")
    for start in range(0, 2500, 500):
        writer.append(rows(500, start))
    assert list(archive.entries("articles")) == rows(2500)
    assert (archive.first("articles"), archive.last("articles")) == (row(0)[0], row(2499)[0])


def test_reading_begins_behind_one_entry_and_ends_with_another(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.writer("articles", segment_bytes=2000).append(rows(3000))
    found = list(archive.entries("articles", after=row(1200)[0], until=row(1300)[0]))
    assert found == rows(100, 1201)


def test_an_entry_is_found_by_its_id_and_one_that_never_was_is_not(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.writer("articles").append(rows(1500))
    assert archive.at("articles", row(1234)[0]) == row(1234)[1]
    assert archive.at("articles", row(1500)[0]) is None
    assert archive.at("articles", START) is None
    assert archive.at("enriched", row(1)[0]) is None


def test_an_archive_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none")
    assert list(archive.entries("articles")) == []
    assert (archive.first("articles"), archive.last("articles"), archive.epoch()) == (START, START, "")


def test_a_new_day_begins_a_new_segment(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    writer = archive.writer("articles")
    for number in (0, DAY, 2 * DAY):
        writer.append([row(number)])
    assert len(list((tmp_path / "articles").glob("*.jsonl.zst"))) == 3
    assert [entry_id for entry_id, _ in archive.entries("articles")] == [row(day * DAY)[0] for day in range(3)]


def test_ids_sort_as_numbers_over_segments(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    writer = archive.writer("articles", segment_bytes=1)
    ids = ["9-0", "10-2", "10-11", "100-0"]
    for entry_id in ids:
        writer.append([(entry_id, {b"a": b"b"})])
    assert [entry_id for entry_id, _ in archive.entries("articles")] == ids
    assert [entry_id for entry_id, _ in archive.entries("articles", after="10-2")] == ids[2:]


def test_what_was_archived_already_is_refused(tmp_path: Path) -> None:
    writer = Archive(tmp_path).writer("articles")
    writer.append(rows(3))
    with pytest.raises(ValueError, match="does not follow"):
        writer.append([row(2)])


@given(any_fields)
@settings(max_examples=200)
def test_any_bytes_that_a_stranger_wrote_come_back(fields: dict[bytes, bytes]) -> None:
    line = record.encode("1-0", fields)
    assert line.count(b"\n") == 1
    assert record.decode(line) == ("1-0", fields)


def test_the_zstd_command_prints_a_whole_segment(tmp_path: Path) -> None:
    if which("zstdcat") is None:
        pytest.skip("no zstdcat on this machine")
    writer = Archive(tmp_path).writer("articles")
    for start in range(0, 30, 10):
        writer.append(rows(10, start))
    [segment] = (tmp_path / "articles").glob("*.zst")
    printed = subprocess.run(["zstdcat", str(segment)], capture_output=True, check=True).stdout
    assert [record.decode(line) for line in printed.splitlines()] == rows(30)
    assert "الخابور" in printed.decode()


def test_a_long_stream_is_read_with_little_memory(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    writer = archive.writer("articles")
    for start in range(0, 400, 20):
        writer.append([row(number, "خبر " * 20_000) for number in range(start, start + 20)])
    tracemalloc.start()
    assert sum(1 for _ in archive.entries("articles")) == 400
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 << 20, "56 MB of entries are read a frame at a time"


def test_a_time_is_a_place_in_a_stream() -> None:
    moment = datetime.fromtimestamp(BEGINNING / 1000, UTC)
    assert rank(before(moment)) < rank(row(0)[0]) <= rank(through(moment)) < rank(row(1)[0])
    with pytest.raises(NoId, match="yesterday"):
        rank("yesterday")

"""A file of articles read to its end: bad lines are told and left out, order is watched, packed files are opened."""

import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from khabar.config import Config, NewsroomSettings
from khabar.errors import Rejected
from khabar_enrich.commands.archive import Archive, opened
from khabar_enrich.commands.reading import read

NEWSROOM = NewsroomSettings()


def row(name: str, day: int = 1) -> bytes:
    told = {"id": name, "src": "north", "t": f"2022-02-{day:02} 08:00", "title": f"خبر {name}", "text": "نص الخبر."}
    return json.dumps(told).encode() + b"\n"


def gathered(*lines: bytes) -> tuple[list[tuple[str | None, int]], list[str]]:
    faults: list[str] = []
    archive = Archive("old.jsonl", lines, NEWSROOM, faults.append)
    return [(one.revision.source.guid, one.revision.revision) for one in archive.articles()], faults


def test_a_bad_line_is_told_by_file_and_number_and_the_rest_is_read() -> None:
    found, faults = gathered(row("a"), b"\n", b"nonsense\n", row("b"))
    assert found == [("a", 1), ("b", 1)]
    assert len(faults) == 1
    assert faults[0].startswith("old.jsonl:3: is no JSON: ")


def test_an_article_before_its_time_is_told_and_still_read() -> None:
    found, faults = gathered(row("a", 2), row("b", 1), row("c", 2))
    assert [name for name, _ in found] == ["a", "b", "c"]
    assert len(faults) == 1
    assert faults[0].startswith("old.jsonl:2: not in the order of time: 2022-02-01T08:00:00+00:00 is before ")
    assert "of line 1" in faults[0]


def test_a_file_that_is_not_sorted_at_all_does_not_flood_the_screen() -> None:
    _, faults = gathered(*(row(str(day), day) for day in range(28, 0, -1)))
    assert len(faults) == 11
    assert faults[-1] == "old.jsonl: 27 articles in all stand after later ones; sort the file by time"


def test_the_same_id_again_is_the_next_revision() -> None:
    found, _ = gathered(row("a"), row("b"), row("a"), row("a"))
    assert found == [("a", 1), ("b", 1), ("a", 2), ("a", 3)]


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".xz", lzma.compress), (".gz", gzip.compress)])
def test_packed_files_are_read_too(tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / f"old.jsonl{suffix}"
    path.write_bytes(pack(row("a") + row("b")))
    with opened(path, NEWSROOM, pytest.fail) as archive:
        assert [one.revision.source.guid for one in archive.articles()] == ["a", "b"]
        assert archive.position == archive.size == path.stat().st_size


@pytest.mark.parametrize(("suffix", "pack"), [(".xz", lzma.compress), (".gz", gzip.compress)])
def test_a_file_that_breaks_off_says_where(tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / f"old.jsonl{suffix}"
    path.write_bytes(pack(b"".join(row(str(number)) for number in range(9_000)))[:-2000])
    with (
        opened(path, NEWSROOM, pytest.fail) as archive,
        pytest.raises(Rejected, match=r"old\.jsonl.*cannot be read after line \d+ .*is the file whole\?"),
    ):
        list(archive.articles())


def test_a_file_that_is_absent_is_told_as_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="No such file"), opened(tmp_path / "none", NEWSROOM, pytest.fail):
        pass


def test_many_processes_find_the_same_as_one_in_the_same_order() -> None:
    lines = [row(str(number)) for number in range(70)]
    alone, together = (
        [found.model_dump() | {"id": revision.id} for revision, found in read(articles, Config(), jobs)]
        for articles, jobs in ((Archive("a", lines, NEWSROOM, pytest.fail).articles(), jobs) for jobs in (1, 2))
    )
    assert len(alone) == 70
    assert alone == together

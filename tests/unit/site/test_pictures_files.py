"""The files that are made of pictures, and the process that makes them."""

import asyncio
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from khabar_site.pictures import making
from khabar_site.pictures.making import Unreadable, make
from khabar_site.pictures.renditions import Rendition
from khabar_site.pictures.shelf import Shelf, name_of
from khabar_site.pictures.tries import Failed, made_of
from khabar_site.pictures.worker import answer
from khabar_site.store.pictures import Kept

_NAME = name_of(b"a picture")


def made(*widths: int) -> list[Rendition]:
    return [Rendition(width, width // 2, b"x" * width) for width in widths]


def listed(shelf: Shelf) -> list[str]:
    return sorted(path.name for path in shelf.folder.glob("*/*"))


def photo(size: tuple[int, int] = (400, 300)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "pictures")


def test_the_same_bytes_have_the_same_name_and_others_another() -> None:
    assert name_of(b"a picture") == _NAME
    assert name_of(b"another") != _NAME


def test_a_picture_is_on_the_shelf_once_all_its_files_are(shelf: Shelf) -> None:
    shelf.put(_NAME, made(320, 640))
    assert shelf.holds(_NAME, [320, 640])
    assert not shelf.holds(_NAME, [320, 640, 960])
    assert shelf.path(_NAME, 320).read_bytes() == b"x" * 320
    assert listed(shelf) == [f"{_NAME}-320.webp", f"{_NAME}-640.webp"]


def test_a_dropped_picture_leaves_others_alone(shelf: Shelf) -> None:
    other = f"{_NAME[:2]}{name_of(b'another')[2:]}"
    shelf.put(_NAME, made(320))
    shelf.put(other, made(320))
    shelf.drop(_NAME)
    assert listed(shelf) == [f"{other}-320.webp"]


def test_a_sweep_removes_what_is_not_known_and_what_was_not_finished(shelf: Shelf) -> None:
    shelf.put(_NAME, made(320))
    shelf.put(name_of(b"another"), made(320, 640))
    shelf.path(_NAME, 320).with_name(f"{_NAME}-640.abc.new").write_bytes(b"half")
    assert shelf.sweep(lambda name: name == _NAME) == 3
    assert listed(shelf) == [f"{_NAME}-320.webp"]


def test_a_file_that_cannot_be_written_leaves_no_half_one(shelf: Shelf) -> None:
    shelf.path(_NAME, 640).mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        shelf.put(_NAME, made(320, 640))
    assert listed(shelf) == [f"{_NAME}-320.webp", f"{_NAME}-640.webp"]
    assert not shelf.holds(_NAME, [320, 640])


def test_a_process_of_its_own_makes_the_files() -> None:
    files = asyncio.run(make(photo()))
    assert [(each.width, each.height) for each in files] == [(320, 240), (400, 300)]
    for each in files:
        assert Image.open(BytesIO(each.content)).size == (each.width, each.height)


def test_the_process_tells_why_there_are_no_files_and_whether_that_may_change() -> None:
    with pytest.raises(Unreadable, match="no picture in a format that is read") as html:
        asyncio.run(make(b"<!doctype html>"))
    with pytest.raises(Unreadable, match="only 8 × 8 points") as tiny:
        asyncio.run(make(photo((8, 8))))
    assert (html.value.final, tiny.value.final) == (False, True)


def test_the_process_is_given_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_SITE_TOKEN", "secret")
    told = 'printf \'{"error": "%s", "final": true}\' "[$KHABAR_SITE_TOKEN]"'
    monkeypatch.setattr(making, "_WORKER", ("/bin/sh", "-c", told))
    with pytest.raises(Unreadable, match=r"^\[\]$"):
        asyncio.run(make(photo()))


@pytest.mark.parametrize("script", ["kill -SEGV $$", "exit 1", "cat >/dev/null; kill -KILL $$"])
def test_a_crash_while_reading_is_the_pictures_fault_alone(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_WORKER", ("/bin/sh", "-c", script))
    with pytest.raises(Unreadable, match="crash") as crashed:
        asyncio.run(make(photo()))
    assert crashed.value.final


def test_reading_ends_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_WORKER", ("/bin/sh", "-c", "exec sleep 60"))
    monkeypatch.setattr(making, "_SECONDS", 0.2)
    with pytest.raises(Unreadable, match="takes longer than"):
        asyncio.run(make(photo()))


def test_a_picture_that_fails_is_tried_again_later_and_later_and_then_given_up() -> None:
    outcomes = [asyncio.run(made_of(b"<!doctype html>", tries)) for tries in range(5)]
    failed = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
    waits = [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), None]
    assert [(outcome.tries, outcome.again) for outcome in failed] == list(zip(range(1, 6), waits, strict=True))


def test_what_the_process_tells_is_one_line_and_its_files() -> None:
    told, files = answer(photo((320, 200)))
    assert told == {"files": [(320, 200, len(files[0]))]}


def test_a_page_is_told_of_every_file_and_shown_the_usual_one() -> None:
    kept = Kept.read("abc 1200 320,640,960,1280,1600")
    assert kept is not None
    assert kept.src == "/pictures/abc-960.webp"
    assert kept.srcset.split(", ")[-1] == "/pictures/abc-1600.webp 1600w"
    assert (kept.width, kept.height) == (1600, 1200)
    assert Kept.read(None) is None

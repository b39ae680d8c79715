"""What a restore finds of links that a target was told of and has had no end of."""

from pathlib import Path

from khabar.archive import Archive, Row
from khabar.blobs import BlobStore
from khabar.events import Event
from khabar.restore.untold import untold
from khabar.wire import Wire
from tests.unit.publish.links import copies, related, story
from tests.unit.publish.stories import enriched, told

HISTORY = (told("article.enriched", enriched()), related(5), copies(5), related(9), story(9), related(8))


def _row(number: int, event: Event) -> Row:
    fields = Wire().encode(event)
    return f"{number}-0", {
        key.encode(): value if isinstance(value, bytes) else value.encode() for key, value in fields.items()
    }


def _lacking(tmp_path: Path, **ended: set[str]) -> list[tuple[str, str]]:
    archive = Archive(tmp_path)
    archive.writer("enriched").append([_row(number, event) for number, event in enumerate(HISTORY, 1)])
    return [(target, event.id) for target, event in untold(archive, BlobStore(tmp_path / "blobs"), ended)]


def test_the_last_word_on_everything_is_told_to_a_target_that_has_had_no_end_of_it(tmp_path: Path) -> None:
    ended = {"site": {copies(5).id, related(8).id}, "partner": {copies(5).id, related(9).id, story(9).id}}
    assert _lacking(tmp_path, **ended) == [("site", related(9).id), ("site", story(9).id)]


def test_what_all_have_had_is_not_told_again_and_nobody_is_told_who_takes_no_links(tmp_path: Path) -> None:
    assert _lacking(tmp_path, site={copies(5).id, related(9).id, story(9).id}) == []
    assert list(untold(Archive(tmp_path), BlobStore(tmp_path), {})) == []

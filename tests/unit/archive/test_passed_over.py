"""A server that is lost while two revisions of an article are on their way: the older one has its end too."""

from pathlib import Path

from khabar.archive import Archive, Row
from khabar.events import Event
from khabar.restore.passed_over import passed_over
from khabar.wire import Wire
from tests.unit.publish.stories import enriched, told


def _row(number: int, event: Event) -> Row:
    fields = Wire().encode(event)
    return f"{number}-0", {
        key.encode(): value if isinstance(value, bytes) else value.encode() for key, value in fields.items()
    }


def test_only_what_had_no_end_and_is_not_the_newest_is_ended(tmp_path: Path) -> None:
    article = enriched(1).id
    archive = Archive(tmp_path)
    history = [told("article.created", enriched(1)), *(told("article.updated", enriched(n)) for n in (2, 3))]
    archive.writer("articles").append([_row(number, event) for number, event in enumerate(history, 1)])

    ended = {(article, "site"): 1, (article, "partner"): 3}
    found = list(passed_over(archive, ("site", "partner", "webhook"), ended))

    assert [(event.source.rpartition("/")[2], event.revision) for event in found] == [
        ("webhook", 1),
        ("site", 2),
        ("webhook", 2),
    ]
    assert {event.name for event in found} == {"delivery.skipped"}

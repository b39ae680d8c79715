"""What ties articles together, was told, and has had no end at a target."""

from collections.abc import Collection, Iterator, Mapping

from khabar.archive import Archive
from khabar.blobs import BlobStore
from khabar.errors import Rejected
from khabar.events import Event
from khabar.linked import LINKED
from khabar.replay import Told
from khabar.wire import Wire


def untold(archive: Archive, blobs: BlobStore, ended: Mapping[str, Collection[str]]) -> Iterator[tuple[str, Event]]:
    """The last word on each article's links, its copies and each story, with every target that lacks it.

    ``ended`` has the ids of what had its end there by target; one that takes no links is not among them.
    """
    told = _latest(archive) if ended else {}
    lacking = {entry: [target for target, ids in ended.items() if id_ not in ids] for entry, id_ in told.items()}
    wanted = {entry: targets for entry, targets in lacking.items() if targets}
    for entry, fields in archive.entries("enriched") if wanted else ():
        if entry not in wanted:
            continue
        try:
            event = Wire(blobs).decode(fields)
        except Rejected:
            continue
        yield from ((target, event) for target in wanted[entry])


def _latest(archive: Archive) -> dict[str, str]:
    """Where the last word on anything stands in the archive, and its event's id."""
    found: dict[str, Told] = {}
    for told in map(Told.of, archive.entries("enriched")):
        if told.name in LINKED and (told.about not in found or told.version >= found[told.about].version):
            found[told.about] = told
    return {told.entry: told.event for told in found.values()}

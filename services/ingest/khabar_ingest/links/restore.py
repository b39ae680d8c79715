"""Rebuilding what editors decided about links from the archived commands: the last word on each article stands."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from khabar.archive import Archive
from khabar.events import Event
from khabar.models import Command, LinkLocks
from khabar.restore import Rebuild
from khabar_ingest.by_hand import commands, keep
from khabar_ingest.links.told import LOCKS, SOURCE, changed
from khabar_ingest.tags.told import ENRICH


@dataclass(slots=True)
class _Words:
    """The last word on each article's links, and how often somebody had one."""

    locks: dict[str, LinkLocks] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)

    def see(self, _entry: str, _event: Event, command: Command) -> None:
        """Take in a command about links."""
        self.locks[command.id] = LinkLocks.model_validate_json(str(command.arguments.get(LOCKS)))
        self.times[command.id] += 1


async def restore(rebuild: Rebuild) -> Mapping[str, int]:
    """Write every decision in place of what is there, so that doing it again changes nothing.

    Each is told to enrich once more, which finds the article's links anew under it.

    Raises:
        KhabarError: the archive cannot be read.
    """
    words = await asyncio.to_thread(_read, rebuild.archive)
    if rebuild.write:
        await keep(rebuild, rebuild.keys.article_links, words.locks, "relinks", words.times)
    rebuild.again.extend((ENRICH, changed(locks)) for locks in words.locks.values())
    return {"articles with links by hand": len(words.locks)}


def _read(archive: Archive) -> _Words:
    words = _Words()
    commands(archive, SOURCE, words.see)
    return words

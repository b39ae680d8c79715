"""Rebuilding what editors decided about tags from the commands in the archive: the last word about each stands."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from khabar.archive import Archive, rank
from khabar.events import Event, full_type
from khabar.models import Command, TagLocks, TagRuling
from khabar.restore import Rebuild
from khabar_ingest.by_hand import commands, keep
from khabar_ingest.tags.told import ENRICH, LOCKS, REJECTED, RULING, SOURCE, changed

_SHOWN: Final = full_type("article.published").encode()


@dataclass(slots=True)
class _Words:
    """The last word about each tag, article and rejected name."""

    rulings: dict[str, TagRuling] = field(default_factory=dict)
    locks: dict[str, TagLocks] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)
    retagged: dict[str, str] = field(default_factory=dict)
    retags: Counter[str] = field(default_factory=Counter)
    version: int = 0

    def see(self, entry: str, event: Event, command: Command) -> None:
        """Take in a command about tags, and where it stands."""
        told = command.arguments
        if locks := told.get(LOCKS):
            self.locks[command.id] = TagLocks.model_validate_json(str(locks))
            self.retagged[command.id] = entry
            self.retags[command.id] += 1
            return
        self.version = max(self.version, event.revision)
        if ruling := told.get(RULING):
            self.rulings[command.id] = TagRuling.model_validate_json(str(ruling))
        if name := told.get(REJECTED):
            self.rejected[str(name)] = Command(id="", by=command.by, reason=command.reason).model_dump_json(
                include={"by", "reason"}
            )


async def restore(rebuild: Rebuild) -> Mapping[str, int]:
    """Write every decision in place of what is there, so that doing it again changes nothing.

    Rulings are told once more, and articles that were shown nowhere since their tags were changed are enriched anew:
    a site that was away when the server was lost has not heard of them.

    Raises:
        KhabarError: the archive cannot be read.
    """
    words = await asyncio.to_thread(_read, rebuild.archive)
    if rebuild.write:
        await _write(rebuild, words)
    rebuild.again.extend((ENRICH, changed(ruling)) for ruling in words.rulings.values())
    rebuild.anew.update(await asyncio.to_thread(_unseen, rebuild.archive, words.retagged))
    return {"decided tags": len(words.rulings), "articles with tags by hand": len(words.locks)}


def _read(archive: Archive) -> _Words:
    words = _Words()
    commands(archive, SOURCE, words.see)
    return words


def _unseen(archive: Archive, retagged: Mapping[str, str]) -> frozenset[str]:
    """The articles that no target has shown since their tags were changed."""
    left = dict(retagged)
    for entry, fields in archive.entries("published", after=min(left.values(), key=rank)) if left else ():
        article = fields.get(b"subject", b"").decode("utf-8", "replace")
        if fields.get(b"type") == _SHOWN and article in left and rank(entry) > rank(left[article]):
            del left[article]
    return frozenset(left)


async def _write(rebuild: Rebuild, words: _Words) -> None:
    redis, keys = rebuild.redis, rebuild.keys
    async with redis.pipeline(transaction=True) as pipe:
        pipe.delete(keys.tags, keys.tags_rejected)
        pipe.set(keys.tags_version, words.version)
        for id_, ruling in words.rulings.items():
            pipe.hset(keys.tags, id_, ruling.to_json())
        for name, told in words.rejected.items():
            pipe.hset(keys.tags_rejected, name, told)
        await pipe.execute()
    await keep(rebuild, keys.article_tags, words.locks, "retags", words.retags)

"""Rebuilding what editors decided about tags from the commands in the archive: the last word about each stands."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import structlog
from pydantic import ValidationError

from khabar.archive import Archive, rank
from khabar.errors import Rejected
from khabar.events import full_type
from khabar.models import Command, TagLocks, TagRuling
from khabar.restore import Rebuild
from khabar.wire import Wire
from khabar_ingest.tags.told import ENRICH, LOCKS, REJECTED, RULING, SOURCE, changed

_CHUNK: Final = 500
_SHOWN: Final = full_type("article.published").encode()
_log = structlog.get_logger()


@dataclass(slots=True)
class _Words:
    """The last word about each tag, article and rejected name."""

    rulings: dict[str, TagRuling] = field(default_factory=dict)
    locks: dict[str, TagLocks] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)
    retagged: dict[str, str] = field(default_factory=dict)
    retags: Counter[str] = field(default_factory=Counter)
    version: int = 0

    def see(self, entry: str, command: Command, revision: int) -> None:
        """Take in a command about tags, and where it stands."""
        told = command.arguments
        if locks := told.get(LOCKS):
            self.locks[command.id] = TagLocks.model_validate_json(str(locks))
            self.retagged[command.id] = entry
            self.retags[command.id] += 1
            return
        self.version = max(self.version, revision)
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
    """Fold the archived commands, oldest first; what is foreign or damaged is passed over, loudly."""
    words = _Words()
    for entry, fields in archive.entries("commands"):
        if fields.get(b"source") != SOURCE.encode():
            continue
        try:
            event = Wire().decode(fields)
            if isinstance(event.data, Command):
                words.see(entry, event.data, event.revision)
        except (Rejected, ValidationError) as error:
            _log.warning("restore.foreign_entry", entry=entry, reason=str(error))
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
    locks = iter(words.locks.items())
    while part := list(islice(locks, _CHUNK)):
        async with redis.pipeline(transaction=False) as pipe:
            for id_, lock in part:
                pipe.set(keys.article_tags(id_), lock.to_json())
                pipe.hset(keys.article(id_), "retags", words.retags[id_])
            await pipe.execute()

"""Editors' decisions as the server keeps them; enrich reads them with every article and keeps no state of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import TagLocks, TagRuling
from khabar_enrich.editors.last_word import LastWord
from khabar_enrich.editors.rulings import Rulings
from khabar_enrich.tags import Name

_TELL: Final = files("khabar_enrich.editors").joinpath("tell.lua").read_text("utf-8")
_log = structlog.get_logger()


@dataclass(slots=True)
class Standing:
    """How editors' decisions stand.

    Args:
        redis: a client that answers in bytes (``decode_responses=False``).
        keys: the newsroom's keys.
        names: the table's names by id; it is told to the server, so that people can choose from it.
    """

    redis: Redis
    keys: Keys
    names: Mapping[str, Name]
    _version: bytes = b"0"
    _rulings: Rulings = field(init=False)
    _told: bool = False

    def __post_init__(self) -> None:
        self._rulings = Rulings.of((), self.names)

    async def prepare(self) -> None:
        """Tell the server the table's names before the first article is enriched."""
        await self._tell()

    async def of(self, article_id: str) -> LastWord:
        """The decisions that an article is enriched under, as they stand at this moment."""
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.get(self.keys.tags_version)
            pipe.get(self.keys.article_tags(article_id))
            pipe.exists(self.keys.tags_known)
            version, locks, known = await pipe.execute()
        if (version or b"0") != self._version:
            await self._load()
        if not (known and self._told):
            await self._tell()
        return LastWord(self._rulings, _locks(article_id, locks))

    async def _load(self) -> None:
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.get(self.keys.tags_version)
            pipe.hgetall(self.keys.tags)
            version, kept = await pipe.execute()
        found = [_ruling(id_, text) for id_, text in kept.items()]
        self._rulings = Rulings.of((ruling for ruling in found if ruling), self.names)
        self._version = version or b"0"

    async def _tell(self) -> None:
        """Write the table in place of an older one."""
        told = [part for id_, name in self.names.items() for part in (id_, f"{name.type}\t{name.display}")]
        await self.redis.register_script(_TELL)(keys=[self.keys.tags_known], args=told)
        self._told = True


def _ruling(id_: bytes, text: bytes) -> TagRuling | None:
    """A ruling as it was kept; None, and a line in the log, for one that cannot be read."""
    try:
        return TagRuling.model_validate_json(text)
    except ValidationError as error:
        _log.warning("tags.ruling_unreadable", tag=id_.decode("utf-8", "replace"), reason=str(error))
        return None


def _locks(article_id: str, text: bytes | None) -> TagLocks | None:
    try:
        return TagLocks.model_validate_json(text) if text else None
    except ValidationError as error:
        _log.warning("tags.locks_unreadable", article=article_id, reason=str(error))
        return None

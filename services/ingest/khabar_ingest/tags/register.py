"""The newsroom's decisions about tags on the server: read whole, and written by one script with their events."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final

from redis.exceptions import RedisError

from khabar.errors import Retryable
from khabar.models import TagRuling
from khabar_ingest.by_hand.refusal import Refusal
from khabar_ingest.ledger import CLOSED, Ledger
from khabar_ingest.tags.book import TagBook
from khabar_ingest.tags.deciding import accept, decide
from khabar_ingest.tags.order import ReviewOrder, TagOrder, TagVerb
from khabar_ingest.tags.told import add, rejected, ruled
from khabar_ingest.timers import Effect

_SCRIPT: Final = files("khabar_ingest.tags").joinpath("decide.lua").read_text("utf-8")
_ROUNDS: Final = 50


@dataclass(frozen=True, slots=True)
class Register:
    """Where people decide about tags; every call raises `Retryable` while the server cannot be reached."""

    ledger: Ledger

    async def book(self) -> TagBook:
        """All that is known of tags."""
        keys = self.ledger.keys
        try:
            async with self.ledger.client.pipeline(transaction=True) as pipe:
                pipe.get(keys.tags_version)
                pipe.hgetall(keys.tags_known)
                pipe.hgetall(keys.tags)
                version, known, rulings = await pipe.execute()
        except RedisError as error:
            raise _away(error) from error
        return TagBook.read(version, known, rulings)

    async def rule(self, verb: TagVerb, id_: str, order: TagOrder) -> tuple[TagRuling | None, TagBook]:
        """Decide about a tag; None when it stands so already. The book is as it is then.

        Raises:
            Refusal: there is no such tag, or the decision contradicts another.
        """
        for _ in range(_ROUNDS):
            book = await self.book()
            ruling = decide(verb, id_, order, book, datetime.now(UTC))
            if ruling is None or await self._write(book, self._ruling(verb, ruling)):
                return ruling, await self.book() if ruling else book
        raise _busy()

    async def accept(self, order: ReviewOrder) -> TagRuling:
        """Make a tag of a name in review.

        Raises:
            Refusal: the name is not in review, or the id is taken.
        """
        keys = self.ledger.keys
        for _ in range(_ROUNDS):
            book = await self.book()
            written = (await self._waiting(order.key))["name"]
            ruling = accept(order, book, written, datetime.now(UTC))
            effects = [*self._ruling("accept", ruling), *_taken(keys.tags_review, keys.tags_review_names, order.key)]
            if await self._write(book, effects):
                return ruling
        raise _busy()

    async def reject(self, order: ReviewOrder) -> None:
        """Want no tag for a name in review, from here on.

        Raises:
            Refusal: the name is not in review.
        """
        keys = self.ledger.keys
        for _ in range(_ROUNDS):
            book = await self.book()
            await self._waiting(order.key)
            decided = {"by": order.by, "reason": order.reason, "at": datetime.now(UTC)}
            ruling = TagRuling(id=order.key, revision=book.version + 1, type="topic", **decided)
            kept = json.dumps({"by": order.by, "reason": order.reason}, ensure_ascii=False)
            effects = [add(keys, rejected(order.key, ruling), self.ledger.wire)]
            effects += [("HSET", keys.tags_rejected, order.key, kept)]
            if await self._write(book, [*effects, *_taken(keys.tags_review, keys.tags_review_names, order.key)]):
                return
        raise _busy()

    async def review(self, most: int) -> list[dict[str, Any]]:
        """The names that no table knows, the most frequent first, each with where it stands."""
        keys = self.ledger.keys
        try:
            rows: Any = await self.ledger.client.zrange(keys.tags_review, 0, most - 1, desc=True, withscores=True)
            names = [name for name, _ in rows]
            texts: Any = await self.ledger.client.hmget(keys.tags_review_names, names) if names else []
        except RedisError as error:
            raise _away(error) from error
        found = zip(rows, texts, strict=True)
        return [{"key": name.decode(), "articles": int(count), **_seen(text)} for (name, count), text in found if text]

    async def _waiting(self, key: str) -> dict[str, Any]:
        try:
            text: Any = await self.ledger.client.hget(self.ledger.keys.tags_review_names, key)
        except RedisError as error:
            raise _away(error) from error
        if text is None:
            msg = f"{key!r} is not in review; see: khabar tag review"
            raise Refusal(msg, unknown=True)
        return _seen(text)

    def _ruling(self, verb: str, ruling: TagRuling) -> list[Effect]:
        keys = self.ledger.keys
        told = [add(keys, event, self.ledger.wire) for event in ruled(verb, ruling)]
        return [*told, ("HSET", keys.tags, ruling.id, ruling.to_json().decode())]

    async def _write(self, book: TagBook, effects: Sequence[Effect]) -> bool:
        keys = self.ledger.keys
        named = [keys.epoch, keys.tags_version, *dict.fromkeys(effect[1] for effect in effects)]
        arguments = [str(book.version), *(part for effect in effects for part in (str(len(effect)), *effect))]
        try:
            [answer] = await self.ledger.durability.run(self.ledger.client, _SCRIPT, named, arguments)
        except RedisError as error:
            raise _away(error) from error
        if answer == b"closed":
            raise Retryable(CLOSED, retry_after=5)
        return bool(answer == b"ok")


def _taken(counts: str, names: str, key: str) -> list[Effect]:
    return [("ZREM", counts, key), ("HDEL", names, key)]


def _seen(text: bytes) -> dict[str, Any]:
    """A name in review as people see it; which articles were counted is nobody's business."""
    told: dict[str, Any] = json.loads(text)
    return {key: told[key] for key in ("type", "name", "snippets")}


def _away(error: RedisError) -> Retryable:
    return Retryable(f"the server did not answer about tags ({error}); ask again", retry_after=2)


def _busy() -> Retryable:
    return Retryable("others decide about tags at the same moment; send the decision again", retry_after=1)

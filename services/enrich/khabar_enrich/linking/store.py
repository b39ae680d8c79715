"""The keys of linking in Valkey or Redis, all in the newsroom's one slot.

``links:told``      hash: article id → its links as last told, and the pool they were chosen from (`Record`)
``links:age``       sorted set of these articles by when they were last written; the oldest leave
``links:to``        hash: article id → the ids of the articles that link to it, one a line
``links:new``       hash: article id → what came since and may belong to its links, one a line
``links:due``       sorted set of the articles whose links are to be told anew, by when, Unix milliseconds
``links:gone``      sorted set of what left the public, by when; at most as many as articles are kept
``links:shown``     hash: article id → the version under which its page was last told, and the article that has it
``links:kin``       hash: article id → the earlier articles that share most of its text, parted by spaces
``links:kept``      hash: article id of a copy → the blob with its enriched revision, for when it becomes the page
``links:version``   the last version under which links were told
``links:affected:<id>``  which articles the last revision of this one moved, for a day: told again after a crash
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import LinkLocks
from khabar_enrich.copies.group import Group
from khabar_enrich.linking import scripts
from khabar_enrich.linking.choosing import Candidate, Place
from khabar_enrich.linking.record import Record, line

_REMEMBERED_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Around:
    """An article and others as they stand at one moment; ``now`` is the server's time, Unix milliseconds."""

    now: int
    own: Place
    locks: LinkLocks | None = None
    told: Record | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)

    def with_kin(self, kin: Iterable[str]) -> "Around":
        """Return the same where the article shares most of its text with others."""
        return replace(self, own=replace(self.own, kin=frozenset(kin)))


@dataclass(slots=True)
class Store:
    """Reads and writes what is known of links; the client must answer in bytes (``decode_responses=False``).

    Args:
        newest: of how many articles it is kept what was told of their links.
        most_gone: of how many articles it is remembered that they left the public.
    """

    redis: Redis
    keys: Keys
    newest: int
    most_gone: int

    async def look(self, article_id: str, ids: Sequence[str], older: int = 0) -> Around:
        """See where an article and others stand; of the first ``older`` ones also what was told of them."""
        keys = [*self._keys("gone", "shown"), self.keys("stories", "docs")]
        keys += [*self._keys("told"), self.keys.article_links(article_id), self._key("kin")]
        found = await self._run(scripts.LOOK, keys, [article_id, older, *ids])
        now, locks, told, own, *others = found
        places = {id_: _place(parts) for id_, parts in zip(ids, others, strict=True)}
        rows = ((id_, parts[4]) for id_, parts in zip(ids[:older], others, strict=False))
        records = {id_: Record.unpack(text) for id_, text in rows if text}
        decided = LinkLocks.model_validate_json(locks) if locks else None
        return Around(int(now), _place(own), decided, _record(told), places, records)

    async def waiting(self, article_id: str) -> tuple[int, Record | None, bytes, LinkLocks | None]:
        """Count one more telling; return its version, what was told of an article, what waits, and what was decided."""
        keys = [*self._keys("version", "told", "new"), self.keys.article_links(article_id)]
        version, told, new, locks = await self._run(scripts.WAITING, keys, [article_id])
        return int(version), _record(told), new or b"", LinkLocks.model_validate_json(locks) if locks else None

    async def write(
        self,
        article_id: str,
        record: Record,
        older: Iterable[tuple[str, Candidate | None, int]] = (),
        *,
        taken: bytes = b"",
        kin: Iterable[str] | None = None,
    ) -> None:
        """Keep what is told of an article, and let it wait for older ones that it belongs to.

        Args:
            article_id: the article.
            record: its links.
            older: for each older article its id, what it is told, None to have it choose anew, and when it was last
                told of.
            taken: the lines that waited for it and are in the record.
            kin: the earlier articles that share most of its text; given when the article itself comes, which is
                public then.
        """
        linked = [link.article_id for link in record.links]
        arguments: list[Any] = [
            article_id,
            record.packed(),
            self.newest,
            taken,
            "" if kin is None else f" {' '.join(kin)}",
            len(linked),
            *linked,
        ]
        for id_, candidate, told_at in older:
            arguments += [id_, line(candidate) if candidate else "", told_at]
        keys = self._keys("told", "age", "to", "due", "new", "gone", "shown", "kept", "kin")
        await self._run(scripts.WRITE, keys, arguments)

    async def remove(self, article_id: str) -> None:
        """Remember that an article left the public; those that link to it are due at once."""
        keys = self._keys("told", "age", "to", "due", "new", "gone")
        await self._run(scripts.REMOVE, keys, [article_id, self.most_gone])

    async def stand(self, ids: Sequence[str]) -> tuple[int, dict[str, str], dict[str, Group | None]]:
        """Count one more telling, and see under what page and in what group articles stand at that moment.

        Returns:
            The version; the page of each as it was last told, itself where none was; and the group of each.
        """
        copies = [self.keys("copies", name) for name in ("of", "groups", "members")]
        version, *rows = await self._run(scripts.STAND, [self._key("version"), *copies, self._key("shown")], ids)
        pages = {id_: row[0].decode().rpartition(" ")[2] or id_ for id_, row in zip(ids, rows, strict=True)}
        return int(version), pages, {id_: _group(row[1:]) for id_, row in zip(ids, rows, strict=True)}

    async def move(
        self, article_id: str, once: str, told: Iterable[str], moves: Mapping[str, str], version: int
    ) -> None:
        """Lead articles to other pages.

        Args:
            article_id: the article that caused it.
            once: what names the cause; the ids that are ``told`` of are remembered under it.
            told: all that are affected.
            moves: articles by id, each with the one whose page stands for it from here on, itself for its own page.
            version: under which this was found.
        """
        affected = "\n".join((once, *told)) if once else ""
        pairs = [part for pair in moves.items() for part in pair]
        keys = [*self._keys("shown", "to", "due"), self._key("affected", article_id)]
        await self._run(scripts.MOVE, keys, [_REMEMBERED_MS, affected, version, *pairs])

    async def affected(self, article_id: str, once: str) -> set[str]:
        """Return what the same cause moved before it could be told."""
        text = await self.redis.get(self._key("affected", article_id))
        name, *ids = cast("bytes", text or b"").decode().split("\n")
        return set(ids) if name == once else set()

    async def keep(self, article_id: str, blob: str) -> None:
        """Remember where the enriched revision of a copy lies."""
        await self._run(scripts.KEEP, self._keys("kept"), [article_id, blob])

    async def kept(self, article_id: str) -> str | None:
        """Return where the enriched revision of a copy lies."""
        blob = await self.redis.hget(self._key("kept"), article_id)
        return cast("bytes", blob).decode() if blob else None

    async def drop(self, article_id: str) -> None:
        """Forget the revision that was kept of what is no copy any more."""
        await self.redis.hdel(self._key("kept"), article_id)

    async def due(self, most: int) -> list[str]:
        """Return articles whose links are to be told anew by now."""
        seconds, micros = await self.redis.time()
        now = seconds * 1000 + micros // 1000
        found = await self.redis.zrangebyscore(self._key("due"), "-inf", now, start=0, num=most)
        return [id_.decode() for id_ in cast("list[bytes]", found)]

    async def release(self, stream: str, entries: Mapping[str, Mapping[str, Any]]) -> int:
        """Write an entry for each due article that no other replica has taken meanwhile; return how many."""
        arguments: list[Any] = []
        for id_, fields in entries.items():
            arguments += [id_, 2 * len(fields), *(part for pair in fields.items() for part in pair)]
        return int(await self._run(scripts.RELEASE, [self._key("due"), stream], arguments))

    async def _run(self, script: str, keys: Sequence[str], arguments: Sequence[Any]) -> Any:  # noqa: ANN401 - a script's own answer
        return await self.redis.register_script(script)(keys=list(keys), args=list(arguments))

    def _keys(self, *names: str) -> list[str]:
        return [self._key(name) for name in names]

    def _key(self, *name: str) -> str:
        return self.keys("links", *name)


def _record(text: bytes | None) -> Record | None:
    return Record.unpack(text) if text else None


def _group(parts: Sequence[bytes]) -> Group | None:
    if not parts:
        return None
    name, *rest = parts
    ids = (identity.decode() for identity in rest[::2])
    return Group.of(name.decode(), dict(zip(ids, rest[1::2], strict=True)))


def _place(parts: Sequence[Any]) -> Place:
    page, story, gone, kin = parts[:4]
    return Place(page.decode(), story.decode().strip(), bool(gone), frozenset(kin.decode().split()))

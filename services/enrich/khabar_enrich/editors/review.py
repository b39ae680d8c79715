"""The names that no table knows, counted for editors: most frequent first, each with where it stands.

``tags:review``        sorted set: ``<type> <folded name>`` by how many articles name it
``tags:review:names``  hash: the same → JSON ``{type, name, articles, snippets: [{article, text, headline}]}``

At most `MOST_NAMES` are kept; when there is no room the rarest goes. An article counts once for a name as long as it is
among the last `COUNTED` that named it. What a removed article told is forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from redis.asyncio import Redis

from khabar.arabic import fold
from khabar.keys import Keys
from khabar.models import Enrichment, Mention, Revision
from khabar_enrich.page import zone_texts

MOST_NAMES: Final = 5_000
SNIPPETS: Final = 5
COUNTED: Final = 20
_AROUND: Final = 40
_OF_ONE_ARTICLE: Final = 50
_LENGTHS: Final = range(3, 81)
_HEADLINE: Final = 200
_SCRIPTS: Final = files("khabar_enrich.editors")
_NOTE: Final = _SCRIPTS.joinpath("review.lua").read_text("utf-8")
_FORGET: Final = _SCRIPTS.joinpath("forget.lua").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """The queue; safe to be told of an article twice."""

    redis: Redis
    keys: Keys
    most: int = MOST_NAMES

    async def note(self, revision: Revision, found: Enrichment) -> None:
        """Count an article's unknown names; what was rejected is passed over."""
        told = [part for row in _rows(revision, found) for part in row]
        if not told:
            return
        keys = self.keys
        named = [keys.tags_review, keys.tags_review_names, keys.tags_rejected, keys("related", "ids")]
        bounds: list[str | int] = [self.most, SNIPPETS, COUNTED, revision.id, revision.revision]
        await self.redis.register_script(_NOTE)(keys=named, args=[*bounds, *told])

    async def forget(self, article_id: str) -> None:
        """Forget what a removed article told."""
        named = [self.keys.tags_review, self.keys.tags_review_names]
        await self.redis.register_script(_FORGET)(keys=named, args=[article_id])


def _rows(revision: Revision, found: Enrichment) -> Iterator[tuple[str, ...]]:
    """Key, type, name, snippet and headline of each unknown name, the most salient first."""
    texts = {name: text for name, text, _ in zone_texts(revision)}
    seen = set()
    for entity in found.entities:
        folded = " ".join(fold(entity.name).split())
        key = f"{entity.type} {folded}"
        if entity.id is None and entity.mentions and len(folded) in _LENGTHS and key not in seen:
            seen.add(key)
            first = entity.mentions[0]
            headline = revision.headline[:_HEADLINE]
            yield key, entity.type, entity.name, _snippet(texts.get(first.zone, ""), first), headline
        if len(seen) == _OF_ONE_ARTICLE:
            return


def _snippet(text: str, mention: Mention) -> str:
    return " ".join(text[max(0, mention.start - _AROUND) : mention.end + _AROUND].split())

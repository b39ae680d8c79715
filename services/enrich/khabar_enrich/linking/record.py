"""What was told of an article's links, and what waits to be told, as they are kept."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from khabar.models import RelatedLink
from khabar_enrich.linking.choosing import MOST, Candidate, floor

_FAST: Final = 1
_POOL: Final = 12
"""More than are shown: another takes the place of one that leaves the public."""


@dataclass(frozen=True, slots=True)
class Record:
    """The links of an article as they were last told, and the pool that they were chosen from, best first.

    ``told_at`` is when they were last told apart from a revision, in Unix milliseconds; 0 if never.
    """

    revision: int
    links: tuple[RelatedLink, ...] = ()
    pool: tuple[Candidate, ...] = ()
    told_at: int = 0

    @classmethod
    def of(cls, revision: int, links: Iterable[RelatedLink], pool: Iterable[Candidate], told_at: int = 0) -> Self:
        """Make a record of the best of a pool."""
        best = sorted(pool, key=lambda candidate: (-candidate.score, candidate.article_id))
        return cls(revision, tuple(links), tuple(best[:_POOL]), told_at)

    @property
    def weakest(self) -> float:
        """The least score that another article must surpass to be told of."""
        least = min(link.score for link in self.links) if len(self.links) >= MOST else 0.0
        return max(least, floor(self.links))

    def packed(self) -> bytes:
        """Return the record as JSON, compressed: it repeats itself, and takes a third of the room so."""
        links = [[link.article_id, link.score, link.reasons, link.pinned] for link in self.links]
        pool = [[each.article_id, each.score, each.reasons] for each in self.pool]
        text = json.dumps([self.revision, links, pool, self.told_at], ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(text.encode(), _FAST)

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Read what `packed` wrote."""
        revision, links, pool, told_at = json.loads(zlib.decompress(packed))
        told = (
            RelatedLink(article_id=id_, score=score, reasons=tuple(reasons), pinned=pinned)
            for id_, score, reasons, pinned in links
        )
        return cls(revision, tuple(told), tuple(map(_candidate, pool)), told_at)


def line(candidate: Candidate) -> str:
    """Return a candidate as one line, as it waits for an older article."""
    return json.dumps([candidate.article_id, candidate.score, candidate.reasons], ensure_ascii=False)


def lines(text: bytes) -> tuple[Candidate, ...]:
    """Read lines that wait; of an article that came more than once the last counts."""
    found = [_candidate(json.loads(each)) for each in text.splitlines()]
    return tuple({each.article_id: each for each in found}.values())


def _candidate(parts: tuple[str, float, list[str]]) -> Candidate:
    id_, score, reasons = parts
    return Candidate(id_, score, tuple(reasons))

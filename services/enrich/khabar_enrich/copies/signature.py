"""An article as its copies are found by: hashed shingles, length, the figures and the toll that it tells, packed."""

import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from khabar.arabic import numbers
from khabar.models import Fact, Revision
from khabar_enrich.copies.shingles import Hashes, each_once, fingerprints, shingles, word_hashes
from khabar_enrich.page import zone_texts

_MOST: Final = 1024  # shingles kept of an article; a longer one is told by those with the smallest hashes
_WHOLE: Final = 1 << 32
_FLASH_WORDS: Final = 20
_LEAD_LETTERS: Final = 240  # some sources send the whole article as one paragraph
_LENGTH: Final = struct.Struct("<H")
_HEAD: Final = struct.Struct("<dIIH")  # time, words, limit (0: none), number of shingles
_OPENING: Final = frozenset({"headline", "lead"})


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of an article; its text cannot be read from it.

    ``name`` is that of the source. ``shingles`` are sorted, and where they are too many only those below ``limit``.
    ``figures`` are the numbers of headline and lead, ``toll`` the most people killed, wounded and so on that these
    tell. ``alone`` says that the newsroom wants the source's articles to stand for themselves. ``prints`` are what it
    is found by; they are not kept.
    """

    article_id: str
    revision: int
    published: float
    source: str
    words: int
    limit: int
    shingles: Hashes
    figures: frozenset[float]
    toll: Mapping[str, int]
    alone: bool = False
    name: str | None = None
    prints: Hashes | None = None

    @classmethod
    def of(cls, revision: Revision, facts: Iterable[Fact] = ()) -> Self:
        """Read a revision; its headline tells figures alone, as each paper writes its own.

        A flash of a few words is read with its headline before and after it: below stand often the same words.

        Args:
            revision: the revision.
            facts: how many people came to harm, as enrichment found it.
        """
        zones = [(name, text) for name, text, _ in zone_texts(revision) if text]
        words = word_hashes("\n".join(text for name, text in zones if name != "headline"))
        if len(words) < _FLASH_WORDS:
            words = word_hashes("\n".join((*(text for _, text in zones), revision.headline)))
        hashes = shingles(words)
        limit, kept = _limited(each_once(hashes))
        opening = _opening(zones)
        return cls(
            article_id=revision.id,
            revision=revision.revision,
            published=(revision.published_at or revision.received_at).timestamp(),
            source=revision.source.id,
            words=len(words),
            limit=limit,
            shingles=kept,
            figures=_figures(opening.values()),
            toll=_toll(facts, opening),
            alone=revision.source.duplicates == "show",
            name=revision.source.name,
            prints=fingerprints(hashes),
        )

    def packed(self) -> bytes:
        """Return the signature as bytes; the id comes first, where the script reads it."""
        identity = self.article_id.encode()
        head = _HEAD.pack(self.published, self.words, self.limit % _WHOLE, len(self.shingles))
        rest = json.dumps([self.revision, self.source, sorted(self.figures), dict(self.toll), self.alone, self.name])
        return _LENGTH.pack(len(identity)) + identity + head + self.shingles.tobytes() + rest.encode()

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Read what `packed` wrote."""
        (length,) = _LENGTH.unpack_from(packed)
        at = _LENGTH.size + length
        published, words, limit, count = _HEAD.unpack_from(packed, at)
        kept = np.frombuffer(packed, np.uint32, count, at + _HEAD.size)
        revision, source, figures, toll, alone, name = json.loads(packed[at + _HEAD.size + kept.nbytes :])
        identity = packed[_LENGTH.size : at].decode()
        told = (frozenset(figures), toll, alone, name)
        return cls(identity, revision, published, source, words, limit or _WHOLE, kept, *told)


def _limited(hashes: Hashes) -> tuple[int, Hashes]:
    """Keep the smallest hashes, so that two articles are compared by those below the smaller of their limits."""
    limit = _WHOLE
    while len(hashes) > _MOST:
        limit //= 2
        hashes = hashes[: int(np.searchsorted(hashes, np.uint32(limit)))]
    return limit, hashes


def _opening(zones: list[tuple[str, str]]) -> dict[str, str]:
    """Headline and lead by zone; where there is no lead, the first text of the body is one."""
    opening = {name: text for name, text in zones if name in _OPENING}
    first = next((zone for zone in zones if zone[0] not in _OPENING), None)
    if first and "lead" not in opening:
        opening[first[0]] = first[1]
    return opening


def _figures(texts: Iterable[str]) -> frozenset[float]:
    found = (number.value for text in texts for number in numbers(text[:_LEAD_LETTERS]))
    return frozenset(float(value) for value in found if value is not None)


def _toll(facts: Iterable[Fact], opening: Mapping[str, str]) -> dict[str, int]:
    toll: dict[str, int] = {}
    for fact in facts:
        if fact.number is not None and fact.zone in opening:
            toll[fact.kind] = max(fact.number, toll.get(fact.kind, 0))
    return toll

"""What an article tells, as stories compare it: its weightiest words and which of them its opening holds."""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from khabar.models import Revision
from khabar_enrich.page import zone_texts
from khabar_enrich.related.terms import terms
from khabar_enrich.related.vector import hashed, quantised

_OPENING_WORDS: Final = 50  # a headline and as much text as a news agency puts into its first two sentences
_HEAD: Final = struct.Struct("<dHHH")  # time of publication, bytes of the headline, number of words, of the opening
_WORD: Final = np.dtype("<u4")
_WEIGHT: Final = np.dtype("<u2")


@dataclass(frozen=True, slots=True)
class Telling:
    """One article: all its words that weigh most, sorted, and those of its opening with the weights of a unit vector.

    Words are hashed to 32 bits, weights are quantised to 16.
    """

    article_id: str
    published: float
    headline: str
    words: NDArray[Any]
    opening: NDArray[Any]
    weights: NDArray[Any]

    @classmethod
    def of(cls, revision: Revision, weights: Mapping[str, float]) -> Self:
        """Make the telling of a revision from the weights that the index of related articles gave its terms."""
        found = {term: weights[term] for term in terms(_opening(revision)) if term in weights}
        length = math.sqrt(sum(weight * weight for weight in found.values())) or 1.0
        opening = np.array([hashed(term) for term in found], _WORD)
        shares = np.array([quantised(weight / length) for weight in found.values()], _WEIGHT)
        words = np.sort(np.array([hashed(term) for term in weights], _WORD))
        published = (revision.published_at or revision.received_at).timestamp()
        return cls(revision.id, published, revision.headline, words, opening, shares)

    def packed(self) -> bytes:
        """Return the telling as bytes, without the id."""
        headline = self.headline.encode("utf-8", "replace")[:1000]
        head = _HEAD.pack(self.published, len(headline), len(self.words), len(self.opening))
        return head + headline + self.words.tobytes() + self.opening.tobytes() + self.weights.tobytes()

    @classmethod
    def unpack(cls, article_id: str, packed: bytes) -> Self:
        """Read what `packed` wrote."""
        published, letters, count, opening = _HEAD.unpack_from(packed)
        start = _HEAD.size + letters
        headline = packed[_HEAD.size : start].decode("utf-8", "ignore")
        words = np.frombuffer(packed, _WORD, count, start)
        first = np.frombuffer(packed, _WORD, opening, start + words.nbytes)
        weights = np.frombuffer(packed, _WEIGHT, opening, start + words.nbytes + first.nbytes)
        return cls(article_id, published, headline, words, first, weights)


def _opening(revision: Revision) -> Revision:
    """Cut a revision down to its headline and its first words."""
    words = (word for zone, text, _ in zone_texts(revision) if zone != "headline" for word in text.split())
    return revision.model_copy(update={"lead": " ".join(islice(words, _OPENING_WORDS)), "body": ()})

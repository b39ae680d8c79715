"""The index's keys in Valkey or Redis, all in the newsroom's one slot, and the calls that read and write them.

``related:p:<term>``   string of 4-byte records, appended, cut to its newest 2,000 at 2,500
``related:e:<term>``   the same of evergreen articles, which are in no other posting and leave by no age
``related:docs``       hash: sequence → packed vector; a sequence that is missing was replaced or removed
``related:ids``        hash: article id → ``<sequence>:<revision>``; sequence 0 means removed
``related:gone``       sorted set of removed article ids by the time of removal, at most as many as articles are kept
``related:green``      sorted set of the sequences of evergreen articles, at most 5,000
``related:df:0``, ``related:df:1``  the two tables of `frequencies`
``related:leaving``    list of what left and is still in postings, fewer than 16 but for moments
``related:state``      hash: ``last`` sequence number, ``left`` the last that left by age, what the tables have counted

What is not kept has no records: an index whose articles were all removed holds no ``p``, ``e``, ``docs``, ``green`` or
``leaving``, only the memory of removals and of how frequent words are.
"""

import struct
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from khabar.keys import Keys
from khabar_enrich.related import scripts
from khabar_enrich.related.rounds import Call
from khabar_enrich.related.vector import RECORD, Vector, hashed
from khabar_enrich.remembered import Remembered

TAIL_RECORDS: Final = 2000
_TAIL_BYTES: Final = TAIL_RECORDS * RECORD.itemsize
_MOST_EVERGREEN: Final = 5_000
_LEFT: Final = struct.Struct("<Ic")  # sequence, why
_AGED, _GREEN = b"a", b"g"


class Added(NamedTuple):
    """What the server answers to an article.

    ``kept`` is 0 if the article was refused, 2 if its id was never met before. ``sequence`` is its number, ``counted``
    how many articles the round of that number holds, ``evergreen`` how many of that kind there are, and
    ``left`` what is to be swept.
    """

    kept: int
    sequence: int
    counted: int
    round: int
    evergreen: int
    left: list[bytes]


def posting_name(term: int) -> str:
    """Return the four letters that stand for a hashed term in the names of its postings."""
    return urlsafe_b64encode(term.to_bytes(3, "big")).decode()


@dataclass(slots=True)
class Store:
    """Makes the calls that read and write the index, and understands their answers."""

    keys: Keys
    newest: int
    evergreen: bool = True  # whether the last answer told of any evergreen article
    _own: dict[str, str] = field(init=False)
    _postings: Mapping[str, str] = field(init=False)
    _evergreen: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        names = ("state", "ids", "docs", "gone", "leaving", "green", "p:", "e:")
        self._own = {name: self.keys("related", name) for name in names}
        self._postings = Remembered(lambda term: self._own["p:"] + posting_name(hashed(term)))
        self._evergreen = Remembered(lambda term: self._own["e:"] + posting_name(hashed(term)))

    def add(self, vector: Vector, revision: int, weighty: Iterable[str], *, evergreen: bool) -> Call:
        """Keep an article in place of its older revisions; the answer is that of `Added`.

        Args:
            vector: the article; a revision older than the one kept, or removed, changes nothing.
            revision: its revision.
            weighty: the terms of the vector, the heaviest first.
            evergreen: whether it stays however old it grows.
        """
        keys = [self._own[name] for name in ("state", "ids", "docs", "gone", "leaving", "green")]
        keys += map((self._evergreen if evergreen else self._postings).__getitem__, weighty)
        bounds = (self.newest, _TAIL_BYTES, int(evergreen), _MOST_EVERGREEN)
        return scripts.ADD(keys, vector.article_id, revision, vector.packed(), *bounds)

    def tails(self, asked: Sequence[str]) -> list[Call]:
        """Ask for the records of some terms, then, where there may be any, for their evergreen ones."""
        keys = [*map(self._postings.__getitem__, asked)]
        if self.evergreen:
            keys += map(self._evergreen.__getitem__, asked)
        return [Call(("MGET", *keys))] if keys else []

    def vectors(self, sequences: Sequence[int]) -> list[Call]:
        """Ask for the articles of some sequence numbers; what was replaced or removed is None."""
        return [Call(("HMGET", self._own["docs"], *sequences))] if sequences else []

    def remove(self, article_id: str, revision: int) -> Call:
        """Forget an article, and remember that this revision and older ones must not come back.

        Only the newest removals are remembered, as many as articles are kept. The answer is what is to be swept.
        """
        keys = [self._own[name] for name in ("ids", "docs", "gone", "leaving", "green")]
        return scripts.REMOVE(keys, article_id, revision, self.newest)

    def sweep(self, left: Sequence[bytes]) -> list[Call]:
        """Take what has left, also what another process did not finish, out of the postings."""
        calls, aged, terms = [], [], {}
        for one in left:
            sequence, why = _LEFT.unpack_from(one)
            stored = Vector.unpack(one[_LEFT.size :]).terms.tolist()
            if why == _AGED:
                aged.append(one)
                terms.update(dict.fromkeys(stored))
            else:
                calls.append(scripts.SWEEP(self._swept("e:" if why == _GREEN else "p:", stored), one, sequence))
        return [*calls, scripts.SWEEP_AGED(self._swept("p:", terms), self.newest, *aged)] if aged else calls

    def _swept(self, kind: str, terms: Iterable[int]) -> list[str]:
        return [self._own["state"], self._own["leaving"], *(self._own[kind] + posting_name(term) for term in terms)]

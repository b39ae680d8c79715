"""What the benchmark compares with, on articles of a few words."""

from collections.abc import Callable, Sequence

import pytest
from benchmarks._peers import Article, Fts5, MoreLikeThis, Peer, best_terms

from khabar.models import Revision

Write = Callable[..., Revision]


def test_terms_must_occur_twice_and_in_five_articles_and_the_rarest_come_first() -> None:
    counts = {"bridge": 2, "flood": 2, "once": 1, "rare": 3}
    assert best_terms(counts, {"bridge": 5, "flood": 50, "once": 9, "rare": 4}, 100) == ["bridge", "flood"]


@pytest.mark.parametrize("peer", [MoreLikeThis(), Fts5()], ids=lambda peer: peer.name)
async def test_a_peer_finds_what_tells_of_the_same(peer: Peer, write: Write) -> None:
    told: Sequence[str] = ("جسر نهر", "مباراة ملعب", "قمح طحين")
    for number in range(15):
        words = " ".join([told[number % 3]] * 3)
        await peer.add(Article.of(write(told[number % 3], words, id=str(number)), ()))
    last = Article.of(write(told[0], told[0], id="last"), ())
    await peer.add(last)
    await peer.settle()
    assert sorted(await peer.ask(last, 5), key=int) == ["0", "3", "6", "9", "12"]

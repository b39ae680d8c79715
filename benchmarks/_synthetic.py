"""Made-up articles without end, of the words of real ones, for measuring an index larger than any archive at hand.

Each is made of two real articles, of a random half of the different words of either, where they stand; so frequencies,
lengths and which words go together are those of real text, and every word may come again. As vocabularies go on growing
(by Heaps' law, its figures taken from the terms of the real ones), some made-up words are added, and each comes once
more in the next article.
"""

import math
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from benchmarks._archive import revision
from khabar.models import Revision
from khabar_enrich.related.terms import terms

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_A_DAY = 2_000


def synthetic(real: Sequence[Revision], start: datetime) -> Iterator[Revision]:
    """Yield articles for ever, the same ones every time, two thousand a day."""
    chance = random.Random(7)
    factor, power = _growth([{*terms(article)} for article in real])
    texts = [(article.headline.split(), " ".join(block.text for block in article.body).split()) for article in real]
    rest, made = 0.0, [""]
    for number in range(len(real), 10**9):
        rest += factor * ((number + 1) ** power - number**power)
        (title, text), (other_title, other_text) = chance.sample(texts, 2)
        dropped = [_half(chance, words) for words in ([*title, *text], [*other_title, *other_text])]
        headline = " ".join([*_without(dropped[0], title), *_without(dropped[1], other_title)])
        body = [*_without(dropped[0], text), *_without(dropped[1], other_text)]
        fresh = ["".join(chance.choices(_LETTERS, k=8)) for _ in range(int(rest))]
        when = start + timedelta(days=(number - len(real)) / _A_DAY)
        yield revision("made", str(number), headline, " ".join([*body, *made, *fresh]), when)
        rest, made = rest % 1, fresh


def _half(chance: random.Random, words: Sequence[str]) -> set[str]:
    return {word for word in dict.fromkeys(words) if chance.random() < 0.5}


def _without(dropped: set[str], words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in dropped]


def _growth(vocabularies: Sequence[set[str]]) -> tuple[float, float]:
    """Return the factor and the power of Heaps' law, from the terms met in half of the articles and in all."""
    half = len(vocabularies) // 2
    some, every = len(set().union(*vocabularies[:half])), len(set().union(*vocabularies))
    power = math.log2(every / max(some, 1))
    return every / len(vocabularies) ** power, power

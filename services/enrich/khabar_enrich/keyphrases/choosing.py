"""Choosing keyphrases: weighed by where and how often they stand, less where that is only within a longer one.

The measure is the C-value of Frantzi, Ananiadou and Mima (2000), over weights of zones in place of plain counts, and
times the logarithm of how often a phrase comes back.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from khabar.arabic import words
from khabar.models import DateMention, Enrichment, Mention
from khabar_enrich.keyphrases.runs import Part, Run, runs
from khabar_enrich.page import Page
from khabar_enrich.remembered import Remembered

_LONGEST: Final = 4
_MOST: Final = 8
_LEAST: Final = 2.5
_TWICE: Final = 2
_HEADLINE: Final = "headline"
_ARTICLE: Final = "ال"

Phrase = tuple[str, ...]


@dataclass(slots=True)
class _Count:
    """Where a phrase stands: first of all, the weights added up, how often, and whether in the headline."""

    first: Sequence[Part]
    weight: float = 0.0
    times: int = 0
    headline: bool = False

    def believed(self) -> bool:
        """A phrase that comes back is one; what stands once is in the headline and ends with an article."""
        return self.times >= _TWICE or (self.headline and self.first[-1].form.startswith(_ARTICLE))


def keyphrases(page: Page, found: Enrichment) -> tuple[str, ...]:
    """Return at most eight phrases of two to four words, the most telling first, none that is a tag already."""
    counts = _counted(tuple(runs(page, _taken(page, found))))
    inner, tagged = _within(counts), _tagged(found)
    scores = {phrase: _score(phrase, count, inner.get(phrase)) for phrase, count in counts.items()}
    kept: list[Phrase] = []
    for phrase in sorted(scores, key=lambda phrase: (-scores[phrase], phrase)):
        if scores[phrase] < _LEAST or len(kept) == _MOST:
            break
        if phrase not in tagged and not any(_overlap(phrase, other) for other in kept):
            kept.append(phrase)
    return tuple(" ".join(part.shown for part in counts[phrase].first) for phrase in kept)


def _counted(found: Sequence[Run]) -> dict[Phrase, _Count]:
    """Count the pairs of neighbours, and then what is longer where it is made of pairs that come back."""
    counts = _believed(found, _TWICE, ())
    pairs = {phrase for phrase, count in counts.items() if count.times >= _TWICE}
    for size in range(3, _LONGEST + 1) if pairs else ():
        counts |= _believed(found, size, pairs)
    return counts


def _believed(found: Sequence[Run], size: int, pairs: Collection[Phrase]) -> dict[Phrase, _Count]:
    counts: dict[Phrase, _Count] = {}
    for run in found:
        for start in range(len(run.parts) - size + 1):
            phrase = run.forms[start : start + size]
            if size == _TWICE and _bare_after_article(*phrase):
                continue
            if size > _TWICE and not all(phrase[at : at + 2] in pairs for at in range(size - 1)):
                continue
            count = counts.setdefault(phrase, _Count(run.parts[start : start + size]))
            count.weight += run.weight
            count.times += 1
            count.headline |= run.zone == _HEADLINE
    return {phrase: count for phrase, count in counts.items() if count.believed()}


def _bare_after_article(one: str, other: str) -> bool:
    """What has no article does not belong to the noun before it that has one: it begins something else."""
    return one.startswith(_ARTICLE) and not other.startswith(_ARTICLE)


def _within(counts: Mapping[Phrase, _Count]) -> dict[Phrase, tuple[float, int]]:
    """For phrases that stand within longer ones, the weight there and in how many."""
    inner: dict[Phrase, tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for phrase, count in counts.items():
        for size in range(2, len(phrase)):
            for start in range(len(phrase) - size + 1):
                weight, longer = inner[phrase[start : start + size]]
                inner[phrase[start : start + size]] = weight + count.weight, longer + 1
    return inner


def _score(phrase: Phrase, count: _Count, inner: tuple[float, int] | None) -> float:
    weight = count.weight - (inner[0] / inner[1] if inner else 0.0)
    return math.log2(len(phrase)) * math.log2(1 + count.times) * weight


def _overlap(phrase: Phrase, other: Phrase) -> bool:
    """Tell whether two phrases share a half of the shorter one's words, the article left aside."""
    one, two = ({word.removeprefix(_ARTICLE) for word in words} for words in (phrase, other))
    return 2 * len(one & two) >= min(len(one), len(two))


def _taken(page: Page, found: Enrichment) -> dict[str, bytearray]:
    """The letters that are names or dates."""
    letters = {zone.name: bytearray(len(zone.text)) for zone in page.zones}
    spans: list[Mention | DateMention] = [*found.dates]
    spans += (mention for entity in found.entities for mention in (*entity.mentions, *entity.within))
    for span in spans:
        letters[span.zone][span.start : span.end] = b"\1" * (span.end - span.start)
    return letters


def _tagged(found: Enrichment) -> frozenset[Phrase]:
    """The words of the tags' mentions, as they are compared."""
    return frozenset(_WORDS_OF[mention.text] for tag in found.tags for mention in tag.mentions)


def _words(text: str) -> Phrase:
    return tuple(word.folded for word in words(text))


_WORDS_OF: Final = Remembered(_words)

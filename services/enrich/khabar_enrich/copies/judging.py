"""What two articles with shared text are to each other: nothing, a copy, a revision or an update.

Formulaic genres share most of their words and tell different news: the weather of two days, cables of congratulation,
verdicts, the closing of a market. What they share was told before. So shingles that also stand in an article of before
the window are phrases and no evidence, unless that one is itself the same text: half at least of what is fresh must be
shared as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from khabar_enrich.copies.overlap import Overlap, below, overlaps
from khabar_enrich.copies.shingles import Hashes, found_in
from khabar_enrich.copies.signature import Signature

WINDOW_SECONDS: Final = 72 * 3600
_CONTAINED: Final = 0.65
_CONTAINED_WITH_FIGURES: Final = 0.5
_SAME_TEXT: Final = 0.8
_FRESH: Final = 0.5
_FEWEST_FRESH: Final = 8
_LONGER: Final = 1.25


class Verdict(StrEnum):
    """What an article is to another one."""

    NONE = "none"
    COPY = "copy"
    REVISION = "revision"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Match:
    """Another article with much of the same text.

    ``containment`` is how much of the shorter text stands in the other, ``resemblance`` the share of all shingles of
    both that both have. In an update the later published one tells more.
    """

    other: Signature
    verdict: Verdict
    containment: float
    resemblance: float


def judge(one: Signature, near: Sequence[Signature]) -> list[Match]:
    """Judge an article against others, the most alike first; what has less than half in common is left out.

    Args:
        one: the article.
        near: articles that share a fingerprint with it, old ones too, as they tell what are phrases.
    """
    return judged(one, near, overlaps(one, near))


def judged(one: Signature, near: Sequence[Signature], shared: Sequence[Overlap]) -> list[Match]:
    """Do what `judge` does where it is known how much text is shared."""
    alike = [each for each in shared if each.containment >= _CONTAINED_WITH_FIGURES]
    same = {each.other.article_id for each in alike if each.containment >= _SAME_TEXT}
    others = [other for other in near if other.article_id not in same]
    matches = [
        Match(each.other, _verdict(one, each, others), each.containment, each.resemblance)
        for each in alike
        if abs(one.published - each.other.published) <= WINDOW_SECONDS and not (one.alone or each.other.alone)
    ]
    return sorted(matches, key=lambda match: (-match.resemblance, match.other.published, match.other.article_id))


def near_copies(shared: Sequence[Overlap]) -> tuple[str, ...]:
    """Return what shares most of its text with an article, whatever it is to it, the most alike first."""
    most = sorted((-each.containment, each.other.article_id) for each in shared if each.containment >= _CONTAINED)
    return tuple(id_ for _, id_ in most)


def _verdict(one: Signature, overlap: Overlap, others: Sequence[Signature]) -> Verdict:
    other = overlap.other
    earlier, later = (other, one) if other.published <= one.published else (one, other)
    old = [third for third in others if third.published < later.published - WINDOW_SECONDS]
    if not _contained(one, overlap) or not _fresh(one, overlap, old):
        return Verdict.NONE
    if earlier.source == later.source:
        return Verdict.COPY if later.words * _LONGER < earlier.words else Verdict.REVISION
    if later.words >= earlier.words * _LONGER or _changed(earlier, later):
        return Verdict.UPDATE
    return Verdict.COPY


def _contained(one: Signature, overlap: Overlap) -> bool:
    equal = bool(one.figures) and one.figures == overlap.other.figures
    return overlap.containment >= (_CONTAINED_WITH_FIGURES if equal else _CONTAINED)


def _fresh(one: Signature, overlap: Overlap, old: Sequence[Signature]) -> bool:
    """Tell whether the two share enough of what was not told before; a text of phrases alone must be the same."""
    if not old:
        return True
    phrases = np.sort(np.concatenate([third.shingles for third in old]))
    limit = min(one.limit, overlap.other.limit)
    mine, its = (_without(below(each.shingles, limit), phrases) for each in (one, overlap.other))
    smaller, larger = (mine, its) if overlap.within else (its, mine)
    if len(smaller) < _FEWEST_FRESH:
        return overlap.containment >= _SAME_TEXT
    return int(found_in(smaller, larger).sum()) >= _FRESH * len(smaller)


def _changed(earlier: Signature, later: Signature) -> bool:
    return any(later.toll.get(kind, number) != number for kind, number in earlier.toll.items())


def _without(hashes: Hashes, phrases: Hashes) -> Hashes:
    return hashes[~found_in(hashes, phrases)]

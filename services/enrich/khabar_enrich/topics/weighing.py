"""Which topics the cues of an article add up to."""

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from khabar.models import Topic as Subject
from khabar_enrich.topics.table import Cue, Topic

SURE: Final = 0.6
"""The confidence from which on a topic may decide the section."""
_LEAST: Final = 0.45
_BESIDE: Final = 0.5  # a second topic is told only where it has half the evidence of the first
_HALF: Final = 3.0
_WORDS_A_HALF: Final = 150
_ENOUGH: Final = 9.0
_MOST: Final = 5
_TOLD: Final = 3

Weights = Mapping[Cue, float]


def weighed(words: int, met: Weights, topics: Mapping[str, Topic]) -> tuple[Subject, ...]:
    """Return the topics of an article, surest first, at most five, each with the words that tell it.

    Every different cue counts, more where it stands in the headline or often; what tells a topic tells the broader
    ones too. A long article needs more of them, as it has more room for what it is not about.

    Args:
        words: how many words were read.
        met: the cues met, and the weights of the zones where they stand, added up.
        topics: the table of topics.
    """
    gathered = _with_broader(met, topics)
    evidence = {code: sum(cues.values()) for code, cues in gathered.items()}
    half = _HALF + words / _WORDS_A_HALF
    own, most = {cue.code for cue in met}, _most(evidence, topics)
    kept = [
        code
        for code in evidence
        if (code in own or not topics[code].broader) and _telling(code, evidence, most, topics)
    ]
    subjects = (_subject(topics[code], gathered[code], evidence[code] / (evidence[code] + half)) for code in kept)
    sure = [subject for subject in subjects if subject.confidence >= _LEAST]
    return tuple(sorted(sure, key=lambda subject: (-subject.confidence, subject.id))[:_MOST])


def _with_broader(met: Weights, topics: Mapping[str, Topic]) -> dict[str, dict[str, float]]:
    """Give each topic its cues and those of its narrower ones with their evidence, the same words only once."""
    gathered: dict[str, dict[str, float]] = defaultdict(dict)
    for cue, weight in met.items():
        evidence = cue.weight * math.sqrt(min(weight, _ENOUGH))
        for code in (cue.code, *topics[cue.code].broader):
            gathered[code][cue.text] = max(evidence, gathered[code].get(cue.text, 0.0))
    return gathered


def _telling(
    code: str, evidence: Mapping[str, float], most: Mapping[tuple[str, ...], float], topics: Mapping[str, Topic]
) -> bool:
    """Tell whether a topic, and each broader one, stands out among those beside it."""
    chain = (code, *topics[code].broader)
    return all(evidence[own] >= _BESIDE * most[topics[own].broader[:1]] for own in chain)


def _most(evidence: Mapping[str, float], topics: Mapping[str, Topic]) -> dict[tuple[str, ...], float]:
    """Return the greatest evidence among the topics below each topic, and among those at the top."""
    most: dict[tuple[str, ...], float] = {}
    for code, weight in evidence.items():
        parent = topics[code].broader[:1]
        most[parent] = max(weight, most.get(parent, 0.0))
    return most


def _subject(topic: Topic, cues: Mapping[str, float], confidence: float) -> Subject:
    told = sorted(cues, key=lambda text: (-cues[text], text))[:_TOLD]
    return Subject(id=topic.code, name=topic.label, confidence=round(confidence, 3), reason="، ".join(told))

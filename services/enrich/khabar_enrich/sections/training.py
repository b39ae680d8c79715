"""Training a model from articles whose section is known."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from khabar.errors import KhabarError
from khabar_enrich.sections.calibrating import believed, calibrated
from khabar_enrich.sections.examples import Example
from khabar_enrich.sections.fitting import STEPS, fit
from khabar_enrich.sections.matrix import Matrix, Terms
from khabar_enrich.sections.model import SCALE, Model, softmax
from khabar_enrich.sections.report import Report

FOLDS: Final = 5
LEAST: Final = 10
"""Articles that a section needs to be learnt at all; with fewer, each is as likely an exception as the rule."""
ROUNDS: Final = STEPS * (FOLDS + 1)
"""How often `train` calls back."""


class TooFew(KhabarError):
    """There is too little to learn from; the message tells what is missing."""


def train(examples: Sequence[Example], precision: float, step: Callable[[], object]) -> tuple[Model, Report]:
    """Train on all articles, and report what five models say of the fifth that each has not seen.

    Args:
        examples: articles in the order in which they were published.
        precision: how often the model has to be right where it is believed.
        step: called `ROUNDS` times.

    Raises:
        TooFew: fewer than two sections have ten articles.
    """
    kept, sections = _enough(examples)
    labels = np.array([sections.index(example.section) for example in kept])
    scores = _held_out(kept, labels, len(sections), step)
    sharpness, leaning = calibrated(scores, labels)
    chances = softmax((scores + leaning) * sharpness)
    least = believed(chances, labels, precision)
    left_out = Counter(example.section for example in examples if example.section not in sections)
    report = Report.of(sections, chances, labels, least, dict(sorted(left_out.items())))
    terms, weights, bias = _fitted(kept, labels, len(sections), step)
    model = Model(
        sections=sections,
        terms=terms.rows,
        rarity=terms.rarity,
        weights=np.rint(weights * SCALE).astype(np.int32),
        bias=tuple(np.rint((bias + leaning) * SCALE).astype(int).tolist()),
        sharpness=sharpness,
        least=least,
        examples=tuple(np.bincount(labels, minlength=len(sections)).tolist()),
    )
    return model, report


def _enough(examples: Sequence[Example]) -> tuple[list[Example], tuple[str, ...]]:
    sizes = Counter(example.section for example in examples)
    sections = tuple(sorted(section for section, size in sizes.items() if size >= LEAST))
    if len(sections) > 1:
        return [example for example in examples if example.section in sections], sections
    told = ", ".join(f"{section} {size}" for section, size in sorted(sizes.items())) or "none at all"
    msg = (
        f"two sections need at least {LEAST} articles each whose section is known, and there are: {told};"
        " let more articles through whose source names a section, or give a file with more"
    )
    raise TooFew(msg)


def _held_out(
    examples: Sequence[Example], labels: NDArray[np.int64], count: int, step: Callable[[], object]
) -> NDArray[np.float64]:
    """Score every article by a model that has seen four of five stretches of time, and not the article's own."""
    folds, scores = _folds(labels), np.zeros((len(examples), count))
    for fold in range(FOLDS):
        seen = [example for example, own in zip(examples, folds, strict=True) if own != fold]
        terms, weights, bias = _fitted(seen, labels[folds != fold], count, step)
        unseen = [example for example, own in zip(examples, folds, strict=True) if own == fold]
        scores[folds == fold] = Matrix.of(unseen, terms).times(weights) + bias
    return scores


def _folds(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Cut the articles of each section into stretches of time, for what follows a story repeats its words."""
    folds = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        folds[places] = np.arange(len(places)) * FOLDS // len(places)
    return folds


def _fitted(
    examples: Sequence[Example], labels: NDArray[np.int64], count: int, step: Callable[[], object]
) -> tuple[Terms, NDArray[np.float64], NDArray[np.float64]]:
    terms = Terms.of(examples)
    weights, bias = fit(Matrix.of(examples, terms), labels, count, step)
    return terms, weights, bias

"""Training the name model from labelled corpora: the same files and lexicon give the same model."""

import gzip
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import pycrfsuite  # type: ignore[import-untyped] # it ships no types

from khabar_enrich.crf.corpus import Sentence, read_corpus
from khabar_enrich.crf.features import Features
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.model import ATTRIBUTES, WEIGHTS
from khabar_enrich.crf.tokens import form

ALGORITHM: Final = "lbfgs"
SETTINGS: Final[dict[str, Any]] = {"c1": 0.03, "c2": 0.03, "max_iterations": 80, "feature.minfreq": 2}
"""Both penalties, so that most weights are none and the others small; probabilities come out honest."""


def train(corpora: Sequence[Path], folder: Path) -> int:
    """Train on the corpora, write the model's files into a folder, and return the number of sentences.

    Raises:
        ConfigError: a corpus cannot be read or has wrong lines.
    """
    read = [read_corpus(corpus) for corpus in corpora]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "names.crfsuite"
        _fit(read, path)
        _store(path, folder)
    return sum(map(len, read))


def _fit(corpora: Iterable[Sequence[Sentence]], path: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm=ALGORITHM, params=SETTINGS, verbose=False)
    features = Features(Lexicon.load())
    for corpus in corpora:
        attributes = features.of([[form(token) for token in sentence.tokens] for sentence in corpus])
        for sentence, rows in zip(corpus, attributes, strict=True):
            trainer.append(pycrfsuite.ItemSequence(rows), sentence.labels)
    trainer.train(str(path))


def _store(path: Path, folder: Path) -> None:
    """Keep the weights, and a list of the attributes that have any, so that others are not made in vain."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    weighed = sorted({attribute for attribute, _ in tagger.info().state_features})
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath(WEIGHTS).write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    folder.joinpath(ATTRIBUTES).write_bytes(gzip.compress("\n".join(weighed).encode(), 9, mtime=0))

"""A newsroom can train the name model again, and gets the same one from the same corpora."""

import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pycrfsuite  # type: ignore[import-untyped] # it ships no types
import pytest
from typer.testing import CliRunner

from khabar.cli.train import train
from khabar.errors import ConfigError
from khabar_enrich.crf.corpus import read_corpus
from khabar_enrich.crf.features import features
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.model import Model
from khabar_enrich.crf.tokens import form
from khabar_enrich.crf.training import weights_of
from khabar_enrich.crf.weights import FILE, Weights

_OWN = Path(__file__).parents[2] / "data" / "ner" / "own.tsv"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    ended = CliRunner().invoke(train, ["names", str(_OWN), "--to", str(folder)])
    assert ended.exit_code == 0, ended.output
    assert "18 sentences" in ended.output
    return folder


def test_the_same_corpora_give_the_same_model(trained: Path, tmp_path: Path) -> None:
    ended = CliRunner().invoke(train, ["names", str(_OWN), "--to", str(tmp_path)])
    assert ended.exit_code == 0, ended.output
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in trained.iterdir()
    }


def test_a_trained_model_finds_what_it_was_shown(trained: Path) -> None:
    (answer,) = Model.load(trained).label([["وصل", "وزير", "الخارجيه", "سامح", "شكري", "الي", "الخرطوم"]])
    assert answer.labels == ["O", "O", "O", "B-PERS", "I-PERS", "O", "B-LOC"]


def test_labels_are_those_that_the_library_itself_gives(tmp_path: Path) -> None:
    sentences = read_corpus(_OWN)
    words = [[form(token) for token in sentence.tokens] for sentence in sentences]
    lexicon = Lexicon.load()
    attributes = list(features(words, lexicon))
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params={"max_iterations": 4}, verbose=False)
    for rows, sentence in zip(attributes, sentences, strict=True):
        trainer.append(rows, sentence.labels)
    path = tmp_path / "library"
    trainer.train(str(path))
    library = pycrfsuite.Tagger()
    library.open(str(path))
    answers = Model(weights_of(path), lexicon).label(words)
    assert [answer.labels for answer in answers] == [library.tag(rows) for rows in attributes]


def test_weights_are_read_as_they_were_stored(tmp_path: Path) -> None:
    states = np.array([[0.5, -1.25], [0, 3]], np.float32)
    Weights(("O", "B-LOC"), ("c=دمشق", "w=دمشق"), states, np.eye(2)).store(tmp_path)
    read = Weights.load(tmp_path)
    assert (read.labels, read.attributes) == (("O", "B-LOC"), ("c=دمشق", "w=دمشق"))
    np.testing.assert_array_equal(read.states, states)
    np.testing.assert_array_equal(read.transitions, np.eye(2))


def test_without_the_library_that_trains_one_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delitem(sys.modules, "khabar_enrich.crf.training")
    monkeypatch.setitem(sys.modules, "pycrfsuite", None)
    ended = CliRunner().invoke(train, ["names", str(_OWN), "--to", str(tmp_path)])
    assert isinstance(ended.exception, ConfigError)
    assert "khabar-enrich[train]" in str(ended.exception)


@pytest.mark.parametrize("content", [None, b"", b"weights", b"\x1f\x8b\x08"])
def test_a_missing_or_broken_model_is_told_by_its_name(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ConfigError, match=FILE):
        Model.load(tmp_path)


def test_the_shipped_model_bears_its_licence() -> None:
    for folder in ("model", "lexicon"):
        assert "CC BY-SA 4.0" in files("khabar_enrich.crf").joinpath(folder, "LICENSE.md").read_text("utf-8")

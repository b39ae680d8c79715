"""A newsroom can train the name model again, and gets the same one from the same corpora."""

from pathlib import Path

from typer.testing import CliRunner

from khabar.cli.train import train
from khabar_enrich.crf.model import Model

_OWN = Path(__file__).parents[2] / "data" / "ner" / "own.tsv"


def test_the_same_corpora_give_the_same_model(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        ended = CliRunner().invoke(train, ["names", str(_OWN), "--to", str(tmp_path / folder)])
        assert ended.exit_code == 0, ended.output
        assert "18 sentences" in ended.output
    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "other").iterdir()}


def test_a_trained_model_finds_what_it_was_shown(tmp_path: Path) -> None:
    ended = CliRunner().invoke(train, ["names", str(_OWN), "--to", str(tmp_path)])
    assert ended.exit_code == 0, ended.output
    (labels,) = Model.load(tmp_path).labels([["وصل", "وزير", "الخارجيه", "سامح", "شكري", "الي", "الخرطوم"]])
    assert labels == ["O", "O", "O", "B-PERS", "I-PERS", "O", "B-LOC"]

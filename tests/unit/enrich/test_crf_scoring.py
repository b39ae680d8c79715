"""Scores of names are those of the CoNLL scorer: exact spans, types and all."""

from pathlib import Path

import pytest

from khabar.errors import ConfigError
from khabar_enrich.crf.corpus import Sentence, read_corpus
from khabar_enrich.crf.labels import Named, names
from khabar_enrich.crf.scoring import Scores


def test_a_name_is_its_span_and_type() -> None:
    labels = ["B-PERS", "I-PERS", "O", "B-LOC", "B-LOC", "I-ORG", "I-LOC"]
    expected = [(0, 2, "PERS"), (3, 4, "LOC"), (4, 5, "LOC"), (5, 6, "ORG"), (6, 7, "LOC")]
    assert list(names(labels)) == [Named(*name) for name in expected]


def test_half_a_name_is_no_name() -> None:
    scores = Scores()
    scores.count([["B-PERS", "I-PERS", "O", "B-LOC"]], [["B-PERS", "O", "O", "B-LOC"]])
    assert scores.of("PERS").f1 == 0
    assert scores.of("LOC").f1 == 100
    assert scores.whole.f1 == scores.whole.precision == scores.whole.recall == 50


def test_nothing_found_scores_nothing() -> None:
    scores = Scores()
    scores.count([["O"]], [["O"]])
    assert scores.whole.f1 == scores.whole.precision == scores.whole.recall == 0


def test_a_corpus_is_read_sentence_by_sentence(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("دمشق\tB-LOC\n.\tO\n\n\nقال\tO", "utf-8")
    assert read_corpus(path) == [Sentence(("دمشق", "."), ("B-LOC", "O")), Sentence(("قال",), ("O",))]


@pytest.mark.parametrize("line", ["دمشق", "دمشق\tB-CITY", "دمشق\tB-LOC\tO"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "names.tsv"
    path.write_text(f"قال\tO\n{line}\n", "utf-8")
    with pytest.raises(ConfigError, match="line 2"):
        read_corpus(path)


def test_an_empty_or_missing_corpus_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.tsv").write_text("\n\n")
    with pytest.raises(ConfigError, match="no sentence"):
        read_corpus(tmp_path / "empty.tsv")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_corpus(tmp_path / "none.tsv")

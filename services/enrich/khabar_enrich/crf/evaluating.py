"""``khabar evaluate ner``: how many names of a labelled file the model finds, by exact span and type."""

from pathlib import Path
from typing import Annotated

import typer

from khabar.cli.table import print_json, print_table
from khabar.errors import ConfigError
from khabar_enrich.crf.corpus import read_corpus
from khabar_enrich.crf.model import Model
from khabar_enrich.crf.scoring import Score, Scores
from khabar_enrich.crf.tokens import form

_COLUMNS = ("type", "precision", "recall", "f1", "support")


def ner(
    file: Annotated[Path, typer.Argument(help="A token, a tab and a label a line; an empty line ends a sentence")],
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,
) -> None:
    """Score the name model on a labelled file, in per cent, as the CoNLL scorer does; exit code 2 for a wrong file."""
    try:
        sentences = read_corpus(file)
    except ConfigError as error:
        raise typer.BadParameter(str(error)) from error
    scores = Scores()
    answers = Model.load().label([[form(token) for token in sentence.tokens] for sentence in sentences])
    scores.count((sentence.labels for sentence in sentences), (answer.labels for answer in answers))
    rows = {kind: _row(score) for kind, score in scores.per_type().items()}
    if json:
        print_json(_row(scores.whole) | {"per_type": rows})
        return
    shown = (rows | {"all": _row(scores.whole)}).items()
    print_table(f"Names in {file.name}", _COLUMNS, [{"type": kind, **row} for kind, row in shown])


def _row(score: Score) -> dict[str, float]:
    figures = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    return {name: round(figure, 2) for name, figure in figures.items()} | {"support": score.gold}

"""``khabar train lexicon`` and ``khabar train names``: the two files that the name model is made of, made again."""

from pathlib import Path
from typing import Annotated

import typer

from khabar.errors import ConfigError
from khabar_enrich.crf import building

_HERE = Path(__file__).parent

Folder = Annotated[Path, typer.Option("--to", file_okay=False, help="Where to write; by default over the shipped one")]


def names(
    corpora: Annotated[list[Path], typer.Argument(help="A token, a tab and a label a line; an empty line between")],
    folder: Folder = _HERE / "model",
) -> None:
    """Train the name model on labelled corpora (minutes); the same corpora and lexicon give the same model.

    Raises:
        ConfigError: the library that trains is not installed, or a corpus cannot be read.
    """
    try:
        from khabar_enrich.crf.training import train  # noqa: PLC0415 - only training needs the library it imports
    except ImportError as error:
        msg = f"{error.name} is not installed, which trains the name model; pip install 'khabar-enrich[train]'"
        raise ConfigError(msg) from error
    sentences = train(corpora, folder)
    typer.echo(f"trained on {sentences} sentences; the model is in {folder}")


def lexicon(
    gazetteer: Annotated[Path, typer.Argument(help="Folder with places, countries, name-units and person-names .tsv")],
    frequencies: Annotated[Path, typer.Argument(help="A word, a tab and its share of all words a line")],
    folder: Folder = _HERE / "lexicon",
) -> None:
    """Make the lexicon of the name model; train the model again afterwards."""
    shares = building.frequencies(frequencies)
    folder.mkdir(parents=True, exist_ok=True)
    building.write(folder / "words.tsv.gz", building.word_lines(shares))
    building.write(folder / "units.tsv.gz", building.unit_lines(gazetteer, shares))
    building.write(folder / "phrases.tsv.gz", building.phrase_lines(gazetteer, shares))
    typer.echo(f"the lexicon is in {folder}")

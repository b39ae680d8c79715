"""``khabar train``: make a model from labelled texts or from the newsroom's own archive.

Each package brings its models through the entry-point group ``khabar.trainings``.
"""

from typing import ClassVar

import typer

from khabar.cli.joined import Joined


class Models(Joined):
    """The models of all installed packages."""

    entry_group: ClassVar[str] = "khabar.trainings"


train = typer.Typer(cls=Models, no_args_is_help=True, help="Train a model.")


@train.callback()
def _train() -> None:
    """Train a model."""

"""``khabar evaluate``: how well a part of Khabar does on a file of right answers.

Each package brings its kinds through the entry-point group ``khabar.evaluations``.
"""

from typing import ClassVar

import typer

from khabar.cli.joined import Joined


class Kinds(Joined):
    """The kinds of all installed packages."""

    entry_group: ClassVar[str] = "khabar.evaluations"


evaluate = typer.Typer(cls=Kinds, no_args_is_help=True, help="Score a part of Khabar on a file of right answers.")


@evaluate.callback()
def _evaluate() -> None:
    """Score a part of Khabar on a file of right answers; exit code 2 where the file cannot be scored."""

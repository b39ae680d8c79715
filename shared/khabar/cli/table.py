"""How commands print: tables on a terminal, JSON where it was asked for."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from khabar.cli.lines import plain


def print_json(value: Any) -> None:  # noqa: ANN401 - anything that JSON can hold
    """Print one JSON document on one line."""
    print(json.dumps(value, ensure_ascii=False, default=str))  # noqa: T201 - a command's answer


def print_table(title: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Print rows under their columns, of which only the last may wrap; a missing value is a dash."""
    table = Table(title=_text(title), title_justify="left", title_style="bold", box=None, header_style="dim")
    for column in columns:
        table.add_column(column, no_wrap=column != columns[-1], overflow="fold")
    for row in rows:
        table.add_row(*(_text(row.get(column, "-")) for column in columns))
    console = Console()
    console.print(table, soft_wrap=not console.is_terminal)


def _text(value: object) -> Text:
    """Words as they are: what a source wrote is neither markup nor control codes."""
    return Text(plain(str(value)))

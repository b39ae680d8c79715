"""How far a file has been read, on the terminal of whoever waits for it."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from khabar_enrich.commands.archive import Archive

_One = TypeVar("_One")


def shown(archive: Archive, done: Iterable[_One], *, quiet: bool = False) -> Iterator[_One]:
    """Pass on what was made of an archive's articles, with a bar on the standard error where that is a terminal.

    Args:
        archive: the bar is that of its bytes; one that comes through a pipe has no end that is known.
        done: what was made.
        quiet: show no bar.
    """
    console = Console(stderr=True)
    off = quiet or not console.is_terminal
    parts = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[articles]} articles"))
    times = (TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*parts, *times, console=console, transient=True, redirect_stdout=False, disable=off) as bar:
        task = bar.add_task(archive.name, total=archive.size, articles=0)
        for number, one in enumerate(done, 1):
            bar.update(task, completed=archive.position, articles=number)
            yield one

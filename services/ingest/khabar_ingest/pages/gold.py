"""Pages with gold answers: a folder of HTML files and a ``pages.jsonl`` that says what is right for each."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from khabar.errors import Rejected

GOLD_FILE: Final = "pages.jsonl"


@dataclass(frozen=True, slots=True)
class Gold:
    """What is right for one page; None is what the page does not tell."""

    file: Path
    url: str | None
    body: str
    title: str | None
    author: str | None
    date: str | None
    section: str | None
    language: str
    must_not_appear: tuple[str, ...]


def gold_pages(folder: Path) -> list[Gold]:
    """Read the gold answers of a folder.

    Raises:
        Rejected: there is no ``pages.jsonl`` in it, or a line of it cannot be used.
    """
    path = folder / GOLD_FILE
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path} cannot be read ({error}); give a folder with a file {GOLD_FILE}, one page a line"
        raise Rejected(msg) from error
    return [_gold(folder, path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _gold(folder: Path, path: Path, number: int, line: str) -> Gold:
    try:
        said: dict[str, Any] = json.loads(line)
        return Gold(
            file=folder / said["file"],
            url=said.get("url"),
            body=said["gold"],
            title=said.get("title"),
            author=said.get("author"),
            date=said.get("date"),
            section=said.get("section"),
            language=said.get("lang") or "",
            must_not_appear=tuple(said.get("bad") or said.get("must_not_appear") or ()),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{path}, line {number} cannot be used ({error!r}); it needs at least file and gold"
        raise Rejected(msg) from error

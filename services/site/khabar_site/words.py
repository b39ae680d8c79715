"""Small things about words: counting them in Arabic, and taking out signs that would disturb a page."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

# Control characters, and the embeddings, overrides and isolates with which a text could reorder what stands around it.
_UNRULY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_ARABIC = Locale.parse("ar")


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """The interface's words that depend on a number or a kind, from ``words.json``."""
    words: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "words.json").read_text("utf-8"))
    return words


def calm(value: Any) -> Any:  # noqa: ANN401 - Jinja hands every printed value through here
    """Take unruly characters out of plain text; anything else, markup too, passes."""
    return _UNRULY.sub("", value) if type(value) is str else value


def counted(number: int, noun: str) -> str:
    """A number with its noun in the right form: «مادة واحدة», «3 مواد», «12 مادة»."""
    return table()[noun][_ARABIC.plural_form(number)].replace("{n}", str(number))

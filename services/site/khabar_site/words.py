"""Taking out the signs of a pushed text that would disturb the page around it."""

import re
from typing import Any

# Control characters, and the embeddings, overrides and isolates with which a text could reorder what stands around it.
_UNRULY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def calm(value: Any) -> Any:  # noqa: ANN401 - Jinja hands every printed value through here
    """Take unruly characters out of plain text; anything else, markup too, passes."""
    return _UNRULY.sub("", value) if type(value) is str else value

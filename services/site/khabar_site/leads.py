"""Whether an article's body begins with its lead, which is then shown once."""

import re

from khabar.models import Block

_ELLIPSIS = re.compile(r"\s*(\[?(…|\.\.\.)\]?)\s*$")


def says(block: Block, lead: str) -> bool:
    """Tell whether a block says what the lead says; feeds cut leads short with an ellipsis."""
    if block.type != "paragraph":
        return False
    text, wanted = " ".join(block.text.split()), " ".join(lead.split())
    shortened = _ELLIPSIS.sub("", wanted)
    return text == wanted or (shortened != wanted and text.startswith(shortened))

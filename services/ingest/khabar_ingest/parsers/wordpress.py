"""The body of a WordPress post as the HTML that its readers saw."""

import re
from typing import Final

from khabar_ingest.parsers.wirewords import wire_words

_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SHORT_CODE = re.compile(r"\[(/?)([A-Za-z][\w-]{0,39})(?:[ \t][^\[\]\n]{0,2000})?/?\]")
_ADDRESS_ALONE = re.compile(r"^[ \t]*(https?://[^\s<>\"'\[\]]{1,2000})[ \t\r]*$", re.MULTILINE)
_CAPTION_END: Final = "[/caption]"
_PICTURE = re.compile(r"\s*(?:<a\b[^<>]*>)?\s*(<img\b[^<>]*>)\s*(?:</a>)?\s*")


def readable(content: str) -> str:
    """Return the HTML of a post: no editor's comments, no short codes, and paragraphs where lines are empty."""
    html = _without_comments(content)
    html = _captions(html)
    html = _SHORT_CODE.sub(_words_only, html)
    html = _ADDRESS_ALONE.sub(r'<iframe src="\1"></iframe>', html)  # WordPress embeds what an address alone leads to
    html = _BLANK_LINES.sub("<br><br>", html)
    is_classic = "<!-- wp:" not in content and "<p" not in html
    return html.replace("\n", "<br>") if is_classic else html


def _without_comments(content: str) -> str:
    """Drop comments; one that never ends stays, for what is behind it may be the text."""
    end = content.rfind("-->") + 3
    return _COMMENT.sub("", content[:end]) + content[end:] if end >= 3 else content  # noqa: PLR2004 - the length of the mark


def _captions(html: str) -> str:
    """Write ``[caption]<img>words[/caption]`` as a figure."""
    parts = html.split("[caption")
    return "".join([parts[0], *map(_figure, parts[1:])])


def _figure(part: str) -> str:
    attributes, opened, rest = part.partition("]")
    inner, closed, after = rest.partition(_CAPTION_END)
    picture = _PICTURE.match(inner)
    if not (opened and closed and picture):
        return f"[caption{part}"
    words = inner[picture.end() :] or _attribute(attributes)
    return f"<figure>{picture[1]}<figcaption>{words}</figcaption></figure>{after}"


def _attribute(attributes: str) -> str:
    found = re.search(r"""\bcaption=(?:"([^"]*)"|'([^']*)')""", attributes)
    return (found[1] or found[2] or "") if found else ""


def _words_only(code: re.Match[str]) -> str:
    name = code[2].lower()
    known = name in wire_words().shortcodes or name.startswith(wire_words().shortcode_prefixes)
    return "" if known else code[0]

"""Which characters some bytes are, when what they say about themselves may be wrong.

In order: a byte order mark, 16 bits that show in the zero bytes, valid UTF-8, UTF-8 with a few broken bytes, a declared
encoding of several bytes a character that fits, and then whichever of the declared and the usual Arabic and Western
encodings reads most like prose.
"""

import codecs
import re
from functools import cache
from importlib.resources import files
from typing import Final

from khabar_ingest.likeness import likeness, sample

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_LOST = re.compile("\ufffd+")
_HIGH = re.compile(r"[^\x00-\x7f]")
_CANDIDATES: Final = ("cp1256", "iso-8859-6", "cp720", "cp1252")
_HEAD_BYTES: Final = 2048
_NO_LETTERS: Final = ("utf", "unicode", "raw", "idna", "punycode", "undefined", "mbcs", "oem", "charmap")
"""How Python's codecs begin that are UTF-8 and its kin, or no encoding of documents."""
_TRUST: Final = 0.25
"""How much more like prose another reading must be than the declared one."""


def decode(content: bytes, declared: str | None = None) -> str:
    """Turn bytes into text; ``declared`` is what the transport said, which the document's own words override."""
    for mark, marked in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(marked, errors="replace")
    if wide := _wide(content):
        return content.decode(wide, errors="replace")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return _guess(content, [name for said in (_named(content), declared) if (name := _codec(said or ""))])
    return _seven_bits(content, _codec(_named(content) or declared or "")) or text


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark shows in the zero bytes around its first character."""
    match [byte == 0 for byte in content[:4]]:
        case [False, True, False, True]:
            return "utf-16-le"
        case [True, False, True, False]:
            return "utf-16-be"
    return None


def _named(content: bytes) -> str | None:
    found = _DECLARED.search(content[:_HEAD_BYTES])
    return found[1].decode("ascii") if found else None


def _codec(name: str) -> str | None:
    """Python's name of the encoding that a label means on the web; None for UTF-8, which shows itself."""
    try:
        found = codecs.lookup(_labels().get(name.lower(), name)).name if name else ""
        b"?".decode(found or "ascii")  # a codec of bytes, such as zlib, is no encoding of text
    except (LookupError, ValueError):
        return None
    return None if found.startswith(_NO_LETTERS) else found or None


def _seven_bits(content: bytes, name: str | None) -> str | None:
    """The text of an encoding that writes its letters in ASCII between escapes, as ISO-2022 does."""
    if name is None or not name.startswith(("iso2022", "hz")) or (b"\x1b" not in content and b"~{" not in content):
        return None
    return content.decode(name, errors="replace")


def _guess(content: bytes, declared: list[str]) -> str:
    if _is_mostly_utf8(as_utf8 := content.decode(errors="replace")):
        return _LOST.sub("\ufffd", as_utf8)
    for name in declared:
        if _several_bytes(name) and (text := content.decode(name, errors="replace")).count("\ufffd") * 20 <= len(text):
            return text
    return _best(content, [name for name in declared if not _several_bytes(name)])


def _is_mostly_utf8(text: str) -> bool:
    """Whether characters of several bytes, which no other encoding has by chance, outweigh the broken ones."""
    lost = text.count("\ufffd")
    good = len(_HIGH.findall(text)) - lost
    return good >= lost and good >= 2 * len(_LOST.findall(text))


def _several_bytes(name: str) -> bool:
    return name in _wide_names()


def _best(content: bytes, declared: list[str]) -> str:
    """The reading that is most like prose; the declared one unless another is plainly better."""
    readings = {name: content.decode(name, errors="replace") for name in dict.fromkeys([*declared, *_CANDIDATES])}
    marks = {name: likeness(sample(text)) for name, text in readings.items()}
    for name in declared[:1]:
        marks[name] += _TRUST
    return readings[max(marks, key=lambda name: marks[name])]


@cache
def _labels() -> dict[str, str]:
    return {label: name for label, name, _ in _rows()}


@cache
def _wide_names() -> frozenset[str]:
    return frozenset(codecs.lookup(name).name for _, name, width in _rows() if width == "several")


def _rows() -> list[list[str]]:
    text = files("khabar_ingest").joinpath("tables/encodings.tsv").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]

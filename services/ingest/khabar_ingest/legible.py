"""Text that was spoilt before it came: put right where that is certain, refused where it cannot be read."""

import re
from typing import Final

from khabar.errors import Rejected

_WESTERN: Final = {ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)): byte for byte in range(0x80, 0xA0)}
_CONTINUED: Final = "".join(chr(code) for code in (*_WESTERN, *range(0x80, 0xC0)))
_CONTINUED_ARABIC: Final = bytes(range(0x80, 0xC0)).decode("cp1256")
_PAIR = re.compile(
    rf"[\u00c2-\u00df][{re.escape(_CONTINUED)}]|[\u00e0-\u00ef][{re.escape(_CONTINUED)}]{{2}}"
    rf"|[\u0637-\u063a][{re.escape(_CONTINUED_ARABIC)}\u0622\u0623]"
)
"""What one character of UTF-8 looks like to who takes it for Windows-1252, or an Arabic letter for Windows-1256."""
_HIGH = re.compile(r"[^\x00-\x7f]")
_BEGINNINGS: Final = frozenset(
    bytes([byte]).decode(name, "ignore") for byte in range(0xC2, 0xF5) for name in ("latin-1", "cp1256")
)
"""What the first byte of a character of UTF-8 is taken for."""
_SPACE = re.compile(r"\s+")
_LEADING: Final = "\u00c2\u00c3\u00d8\u00d9\u00da\u00db\u00e2\u0637\u0638\u0639\u063a"
_CERTAIN: Final = 3
_MOSTLY: Final = 0.5
_HALF_LOST: Final = 0.5


def restored(text: str) -> str:
    """Undo UTF-8 that was taken for a Windows encoding and stored so; whatever is not certain stays as it is."""
    first = _HIGH.search(text)
    if first is None or first[0] not in _BEGINNINGS:
        return text
    for raw in (_as_western(text), _as_arabic(text)):
        try:
            found = raw.decode() if raw else ""
        except UnicodeDecodeError:
            continue
        if len(_HIGH.findall(found)) >= _CERTAIN:
            return found
    return text


def require_legible(text: str, what: str) -> None:
    """Refuse a line that its readers could not read.

    Raises:
        Rejected: most of it is question marks, or characters taken for others.
    """
    lost = text.count("?") + text.count("\ufffd")
    if lost >= _CERTAIN and lost >= _HALF_LOST * len(_SPACE.sub("", text)):
        msg = f"{what} is mostly question marks: its letters were lost at the source; ask for it to be sent again"
        raise Rejected(msg)
    if text.isascii() or sum(map(text.count, _LEADING)) < _CERTAIN:
        return
    line = _SPACE.sub("", text)
    pairs = _PAIR.findall(line)
    if len(pairs) >= _CERTAIN and sum(map(len, pairs)) >= _MOSTLY * len(_HIGH.findall(line)):
        msg = f"{what} is UTF-8 that was taken for another encoding and cut about; ask for it to be sent again"
        raise Rejected(msg)


def _as_western(text: str) -> bytes:
    if not any(mark in text for mark in "\u00c3\u00d8\u00d9\u00da\u00e2"):
        return b""
    try:
        return text.translate(_WESTERN).encode("latin-1")
    except UnicodeEncodeError:
        return b""


def _as_arabic(text: str) -> bytes:
    try:
        return text.encode("cp1256")
    except UnicodeEncodeError:
        return b""

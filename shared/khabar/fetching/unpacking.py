"""Unpacking of what servers packed, never to more than was asked for."""

import zlib
from typing import Final

from khabar.errors import Rejected, Retryable

_GZIP: Final = b"\x1f\x8b\x08"
_GZIP_WINDOW: Final = 31
_LAYERS: Final = 2
_MEMBERS: Final = 16
_KNOWN: Final = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


def unpacked(content: bytes, max_bytes: int, coding: str = "") -> bytes:
    """Unpack an answer that came in a content coding.

    Gzip is known by its first bytes rather than by its name: servers send plain text as gzip, gzip as plain, and gzip
    twice.

    Raises:
        Rejected: it is larger than ``max_bytes`` when unpacked, or packed in a way that was not asked for.
        Retryable: it breaks off or is damaged.
    """
    if coding.strip().lower() not in _KNOWN:
        msg = f"packed as {coding.strip()[:40]!r}, which was not asked for; only gzip and deflate are read"
        raise Rejected(msg)
    try:
        if coding.strip().lower() == "deflate":
            content = _inflated(content, max_bytes)
        for _ in range(_LAYERS):
            if content.startswith(_GZIP):
                content = _gunzipped(content, max_bytes)
    except zlib.error as error:
        msg = f"its packing is damaged ({error})"
        raise Retryable(msg) from error
    return _within(content, max_bytes)


def too_large(max_bytes: int) -> Rejected:
    """Return the refusal of an answer over its limit."""
    return Rejected(f"the answer is larger than {max_bytes} bytes; for feeds and pages KHABAR_MAX_ITEM_BYTES says it")


def _gunzipped(content: bytes, max_bytes: int) -> bytes:
    """Unpack one layer, which may be of several members; what follows that is no member is filling."""
    parts, left = [], max_bytes
    for _ in range(_MEMBERS):
        part, content = _read(content, _GZIP_WINDOW, left)
        parts.append(part)
        left -= len(part)
        if not content.startswith(_GZIP):
            return b"".join(parts)
    msg = f"packed in more than {_MEMBERS} pieces"
    raise Rejected(msg)


def _inflated(content: bytes, max_bytes: int) -> bytes:
    """Unpack ``deflate``, which some servers send with its two bytes of header and some without."""
    try:
        return _read(content, zlib.MAX_WBITS, max_bytes)[0]
    except zlib.error:
        return _read(content, -zlib.MAX_WBITS, max_bytes)[0]


def _read(content: bytes, window: int, max_bytes: int) -> tuple[bytes, bytes]:
    """What one stream holds, and what follows it."""
    reader = zlib.decompressobj(window)
    found = _within(reader.decompress(content, max_bytes + 1), max_bytes)
    if not reader.eof:
        msg = "its packing breaks off in the middle"
        raise Retryable(msg)
    return found, reader.unused_data


def _within(content: bytes, max_bytes: int) -> bytes:
    if len(content) > max_bytes:
        raise too_large(max_bytes)
    return content

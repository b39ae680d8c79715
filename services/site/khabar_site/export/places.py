"""Under which file name a page is written."""

_MOST_BYTES = 255
"""The longest name that the common file systems of Linux take."""
_HIDDEN = frozenset({".well-known"})
"""Names with a full stop in front that may be written."""


class NoPlace(ValueError):
    """A path that no file can stand for; the message says why."""


def place(path: str, *, page: bool) -> str:
    """The file of a path (unquoted), relative to the root: ``a/b/index.html`` for a page, else ``a/b``.

    Raises:
        NoPlace: the path cannot be the name of a file, or not of one that lies below the root.
    """
    parts = path.removeprefix("/").split("/") if path != "/" else []
    for part in parts:
        if fault := _fault(part):
            raise NoPlace(fault)
    if not parts and not page:
        msg = "it is no page"
        raise NoPlace(msg)
    return "/".join([*parts, "index.html"] if page else parts)


def _fault(part: str) -> str:
    if not part:
        return "a part of it is empty"
    if part.startswith(".") and part not in _HIDDEN:
        return "a part of it begins with a full stop"
    if part == "index.html":
        return "a part of it is named as the files of pages are"
    if not part.isprintable():
        return "it has characters that cannot be seen"
    if len(part.encode("utf-8", "surrogatepass")) > _MOST_BYTES:
        return f"a part of it is longer than {_MOST_BYTES} bytes"
    return ""

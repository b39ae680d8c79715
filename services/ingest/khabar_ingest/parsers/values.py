"""Reading foreign values without trusting their shapes: what is not of the kind asked for is taken as absent."""

from typing import Any, Final, Literal

Status = Literal["usable", "withheld", "canceled"]

_STATUS: Final[dict[str, Status]] = {
    "": "usable",
    "usable": "usable",
    "canceled": "canceled",
    "cancelled": "canceled",
    "killed": "canceled",
}
_URGENCIES: Final = range(1, 10)


def mapping(value: object) -> dict[str, Any]:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def entries(value: object) -> list[Any]:
    """Return an array, or an empty one."""
    return value if isinstance(value, list) else []


def string(value: object) -> str:
    """Return a string; a number as one; anything else as nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """Return a whole number, also from a string or a float such as 3.0, or None."""
    text = string(value).strip().removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 - more digits is no such number


def urgency(value: object) -> int | None:
    """Return an urgency of 1 to 9; agencies also send other scales, which are no reason to refuse an item."""
    found = whole(value)
    return found if found in _URGENCIES else None


def status(said: object) -> Status:
    """Return what a source's word for its text's state means; a word that is not known holds the text."""
    return _STATUS.get(string(said).strip().lower(), "withheld")

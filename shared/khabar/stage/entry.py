"""One entry in a stage's hand and what is to become of it."""

import base64
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from khabar.wire import Fields

DELAYED = 2
"""The commit script's key index that means: wait and try again."""

FAILING_SINCE = "failingsince"
"""The CloudEvents extension that a retried entry carries: when its first try failed."""

_MOST_ATTEMPTS = 1_000_000
_CLOCK_SKEW = 86_400.0
_NUMBER = re.compile(rb"[0-9]{1,12}(\.[0-9]{1,6})?")

Outcome = Literal["handled", "ignored", "delayed", "rejected", "exhausted", "bug", "crash"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it was read; ``delivered`` counts how often it was handed out (1 on a first read)."""

    id: str
    fields: Mapping[bytes, bytes]
    delivered: int = 1

    @property
    def attempt(self) -> int:
        """Which try this is, from 1; 1 too where the field is damaged."""
        return max(1, int(_number(self.fields.get(b"attempt"), most=_MOST_ATTEMPTS) or 1))

    @property
    def failing_since(self) -> float | None:
        """When the first try failed, in Unix seconds; None where the field is absent or damaged."""
        return _number(self.fields.get(FAILING_SINCE.encode()), most=time.time() + _CLOCK_SKEW)

    def readable(self) -> tuple[dict[str, str], dict[str, str]]:
        """The fields as text, and those that are not UTF-8 as base64."""
        text: dict[str, str] = {}
        raw: dict[str, str] = {}
        for key, value in self.fields.items():
            name = key.decode("utf-8", "backslashreplace")
            try:
                text[name] = value.decode()
            except UnicodeDecodeError:
                raw[name] = base64.b64encode(value).decode()
        return text, raw


@dataclass(frozen=True, slots=True)
class Action:
    """One write of the commit script: a key's index and the arguments."""

    key: int
    arguments: tuple[str | bytes | int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """An entry, the writes that settle it, and how it ended."""

    entry: Entry
    actions: tuple[Action, ...]
    outcome: Outcome


def add(key: int, fields: Fields) -> Action:
    """The action that adds an entry to a stream."""
    return Action(key, tuple(part for pair in fields.items() for part in pair))


def delay(milliseconds: int, fields: Fields) -> Action:
    """The action that keeps an entry for a later try."""
    text = {key: value.decode() if isinstance(value, bytes) else value for key, value in fields.items()}
    return Action(DELAYED, (milliseconds, json.dumps(text, ensure_ascii=False)))


def _number(value: bytes | None, *, most: float) -> float | None:
    """Read a number that anybody may have written; None when it is none or out of bounds."""
    if value is None or not _NUMBER.fullmatch(value) or float(value) > most:
        return None
    return float(value)

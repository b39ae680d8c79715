"""One archived entry as a line of JSON: ``{"id", "fields": {…}}``, readable as it stands.

A field whose name or value is not UTF-8 is kept under ``raw`` as a pair of base64, so that every byte comes back.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

Row = tuple[str, dict[bytes, bytes]]
"""An entry: its id and its fields."""


def encode(entry_id: str, fields: Mapping[bytes, bytes]) -> bytes:
    """The line of an entry, with its line feed."""
    text: dict[str, str] = {}
    raw: list[tuple[str, str]] = []
    for name, value in fields.items():
        try:
            text[name.decode()] = value.decode()
        except UnicodeDecodeError:
            raw.append((b64encode(name).decode(), b64encode(value).decode()))
    record: dict[str, Any] = {"id": entry_id, "fields": text}
    if raw:
        record["raw"] = raw
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> Row:
    """The entry of a line.

    Raises:
        ValueError: the line is none that `encode` writes.
    """
    try:
        record = json.loads(line)
        fields = {name.encode(): value.encode() for name, value in record["fields"].items()}
        fields |= {b64decode(name): b64decode(value) for name, value in record.get("raw", ())}
        return str(record["id"]), fields
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"no record of an entry ({type(error).__name__} {error})"
        raise ValueError(msg) from error

"""The published contracts as files: the same code always writes the same bytes."""

import json
from pathlib import Path

from pydantic.json_schema import JsonSchemaValue

from khabar.events import TYPES
from khabar.schemas.asyncapi import document
from khabar.schemas.entry import entry
from khabar.schemas.payloads import payload

ASYNCAPI = "asyncapi.json"
ENTRY = "entry.json"


def documents() -> dict[str, JsonSchemaValue]:
    """Make every published document by its file's name: a schema per event type, the entry's, and the AsyncAPI one."""
    return {f"{type_}.json": payload(type_) for type_ in TYPES} | {ENTRY: entry(), ASYNCAPI: document()}


def text(schema: JsonSchemaValue) -> str:
    """Write a document with sorted keys, letters as they are, and a newline at the end."""
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write(folder: Path) -> list[Path]:
    """Write every document into a folder, which is made if it is not there, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / name, schema) for name, schema in documents().items()]


def _write(path: Path, schema: JsonSchemaValue) -> Path:
    path.write_text(text(schema), "utf-8", newline="\n")
    return path

"""One AsyncAPI 3.0 document of all streams (https://www.asyncapi.com/docs/reference/specification/v3.0.0)."""

from typing import Final

from pydantic.json_schema import JsonSchemaValue

from khabar.events import TYPES, types_on
from khabar.keys import STREAMS
from khabar.schemas.entry import attributes
from khabar.schemas.payloads import dataschema, definitions

VERSION: Final = "1.0.0"
"""The contract's own version: the second number rises when types or optional fields are added."""

_STREAMS: Final = {
    "articles": "What became of articles: every revision and every removal.",
    "enriched": "Whole revisions with tags, dates, section and related links: complete for any consumer.",
    "published": "What the targets answered.",
    "commands": "What people decided.",
    "dead": "Events that could not be handled, untouched.",
    "ops": "How the services and sources fare.",
}
_SENDS: Final = {
    "ingest": ("articles", "commands", "ops"),
    "enrich": ("enriched", "dead", "ops"),
    "publish": ("published", "dead", "ops"),
    "control": ("commands", "ops"),
}
_RECEIVES: Final = {
    "enrich": ("articles",),
    "publish": ("enriched",),
    "control": STREAMS,
    "consumer": STREAMS,
}


def document() -> JsonSchemaValue:
    """Make the document: six channels, a message for each event type, and the operations of each service."""
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": "application/json",
        "servers": {"streams": _server()},
        "channels": {stream: _channel(stream) for stream in STREAMS},
        "operations": _operations("send", _SENDS) | _operations("receive", _RECEIVES),
        "components": {
            "messages": {type_: _message(type_) for type_ in TYPES},
            "parameters": {"newsroom": _newsroom()},
            "schemas": _schemas(),
        },
    }


def _info() -> JsonSchemaValue:
    return {
        "title": "Khabar",
        "version": VERSION,
        "description": "A newsroom's article events on Valkey or Redis streams, as plain fields that any client reads.",
        "license": {"name": "Apache-2.0"},
    }


def _server() -> JsonSchemaValue:
    return {
        "host": "{host}:{port}",
        "pathname": "/{database}",
        "protocol": "redis",
        "description": "Valkey 8 or Redis 7, or later.",
        "variables": {
            "host": {"description": "Where the newsroom's server runs."},
            "port": {"description": "The server's port.", "default": "6379"},
            "database": {"description": "The database's number.", "default": "0"},
        },
    }


def _channel(stream: str) -> JsonSchemaValue:
    return {
        "address": f"khabar:{{newsroom}}:{stream}",
        "title": stream,
        "description": _STREAMS[stream],
        "parameters": {"newsroom": {"$ref": "#/components/parameters/newsroom"}},
        "messages": {type_: {"$ref": f"#/components/messages/{type_}"} for type_ in types_on(stream)},
    }


def _newsroom() -> JsonSchemaValue:
    return {
        "description": "The newsroom's name in braces. They belong to the key: Redis Cluster's hash tag.",
        "default": "{main}",
    }


def _message(type_: str) -> JsonSchemaValue:
    kind = TYPES[type_]
    own = {"properties": {"type": {"const": type_}, "dataschema": {"const": dataschema(type_)}}}
    return {
        "name": type_,
        "title": type_,
        "summary": kind.meaning,
        "contentType": "application/json",
        "correlationId": {"location": "$message.header#/correlationid"},
        "headers": {"allOf": [{"$ref": "#/components/schemas/Entry"}, own]},
        "payload": {"$ref": f"#/components/schemas/{kind.model.__name__}"},
    }


def _operations(action: str, table: dict[str, tuple[str, ...]]) -> JsonSchemaValue:
    return {
        f"{service}.{action}.{stream}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{stream}"},
            "summary": f"{service} {action}s {stream}.",
            "messages": [{"$ref": f"#/channels/{stream}/messages/{type_}"} for type_ in types_on(stream)],
        }
        for service, streams in table.items()
        for stream in streams
    }


def _schemas() -> JsonSchemaValue:
    models = definitions((kind.model for kind in TYPES.values()), "#/components/schemas/{model}")
    return models | {"Entry": attributes()}

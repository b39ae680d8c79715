"""The fields of a stream entry, all of them strings: CloudEvents 1.0 attributes, its extensions, and the payload."""

from pydantic.json_schema import JsonSchemaValue

from khabar.schemas.payloads import DRAFT

_Words = tuple[str, JsonSchemaValue]

_ATTRIBUTES: dict[str, _Words] = {
    "specversion": ("The version of CloudEvents.", {"const": "1.0"}),
    "id": ("uuid5 of article, revision, type and target: the same event always has the same id.", {"minLength": 1}),
    "type": ("What happened; it decides the schema of the payload.", {"pattern": r"^khabar\.[a-z.-]+\.v[0-9]+$"}),
    "source": ("Who says so: a service or a source.", {"minLength": 1}),
    "subject": ("The article's id, or what else the event is about.", {"minLength": 1}),
    "time": ("When it happened, RFC 3339 with its zone.", {"format": "date-time"}),
    "revision": ("The article's revision; 0 where there is none.", {"pattern": "^[0-9]+$"}),
    "lane": ("How urgent it is.", {"enum": ["normal", "urgent", "low"]}),
    "traceparent": ("W3C Trace Context; empty where there is none.", {"pattern": "^([0-9a-f]{2}(-[0-9a-f]+){3})?$"}),
    "correlationid": ("The id of the event that began it all; empty where there is none.", {}),
    "causationid": ("The id of the event that led to this one; empty where there is none.", {}),
    "attempt": ("Which try this is, from 1.", {"pattern": "^[1-9][0-9]*$"}),
    "datacontenttype": ("The form of the payload.", {"const": "application/json"}),
    "dataschema": ("The $id of the payload's schema.", {"pattern": "^urn:khabar:"}),
    "data": ("The payload: JSON in UTF-8, not escaped.", {"contentMediaType": "application/json"}),
    "dataref": ("Where a payload over 256 KiB lies instead: a path on the ingest service.", {}),
    "sha256": ("The SHA-256 of the payload that dataref leads to.", {"pattern": "^[0-9a-f]{64}$"}),
}
_REQUIRED = ("specversion", "id", "type", "source", "subject", "time")


def entry() -> JsonSchemaValue:
    """Make the schema of an entry; fields it does not name are allowed and passed on."""
    return {"$schema": DRAFT, "$id": "urn:khabar:entry:v1"} | attributes() | {"oneOf": _payload_is_here_or_elsewhere()}


def attributes() -> JsonSchemaValue:
    """Make the schema of an entry's fields without saying where the payload lies."""
    return {
        "title": "Entry",
        "description": "The fields of a stream entry (CloudEvents 1.0, one attribute a field).",
        "type": "object",
        "properties": {
            name: {"type": "string", "description": words} | rule for name, (words, rule) in _ATTRIBUTES.items()
        },
        "required": list(_REQUIRED),
        "additionalProperties": {"type": "string"},
    }


def _payload_is_here_or_elsewhere() -> list[JsonSchemaValue]:
    return [{"required": ["data"]}, {"required": ["dataref", "sha256"]}]

"""Between events and stream entries: plain fields that any client can read.

An entry carries the CloudEvents attributes one per field and the payload as UTF-8 JSON in ``data``. A payload over
`MAX_INLINE_BYTES` is kept in the blob store and the entry carries ``dataref`` and ``sha256`` instead (claim check).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast, get_args

from pydantic import ValidationError

from khabar.blobs import BlobStore, sha256
from khabar.errors import Retryable, Undecodable
from khabar.events import TYPES, Event, Lane

MAX_INLINE_BYTES: Final = 256 * 1024
Fields = dict[str, str | bytes]

_LANES = frozenset(get_args(Lane))
_COUNT = re.compile(r"[0-9]{1,19}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_REASON = 300

_REQUIRED = ("specversion", "id", "type", "source", "subject", "time")
_KNOWN = (
    frozenset(
        (*_REQUIRED, "revision", "lane", "traceparent", "correlationid", "causationid", "attempt", "datacontenttype")
    )
    | {"dataschema", "data", "dataref", "sha256"}
    | {"fastlane", "mainid"}
)
"""The attributes of an event, where its payload is, and what an entry says of its twin in the fast lane."""


@dataclass(frozen=True, slots=True)
class Wire:
    """Encodes and decodes entries; ``blobs`` is needed only for payloads over 256 KiB."""

    blobs: BlobStore | None = None

    def encode(self, event: Event) -> Fields:
        """Turn an event into the fields of an entry.

        Raises:
            ValueError: the payload is large and there is no blob store to keep it in.
            Retryable: the blob store does not take it now.
        """
        fields: Fields = {
            "specversion": "1.0",
            "id": event.id,
            "type": event.type,
            "source": event.source,
            "subject": event.subject,
            "time": event.time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "revision": str(event.revision),
            "lane": event.lane,
            "traceparent": event.traceparent,
            "correlationid": event.correlationid,
            "causationid": event.causationid,
            "attempt": str(event.attempt),
            "datacontenttype": "application/json",
            "dataschema": f"urn:{event.type.replace('.', ':')}",
        }
        fields.update(event.extra)
        return fields | self._payload(event.data.to_json())

    def decode(self, fields: Mapping[bytes, bytes]) -> Event:
        """Turn an entry's fields into an event.

        Raises:
            Undecodable: the entry is foreign or damaged; the message says what is wrong.
            Retryable: the payload's blob is not there (yet).
        """
        try:
            text = {key.decode(): value.decode() for key, value in fields.items() if key != b"data"}
            return self._event(text, fields)
        except KeyError as error:
            msg = f"no attribute or event type {error}"
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            msg = f"data, {'.'.join(map(str, first['loc']))}: {first['msg']}"
        except (ValueError, OverflowError) as error:
            msg = str(error)
        raise Undecodable(msg[:_LONGEST_REASON])

    def _event(self, text: Mapping[str, str], fields: Mapping[bytes, bytes]) -> Event:
        if text["specversion"] != "1.0":
            msg = f"specversion {text['specversion']!r} is not 1.0"
            raise ValueError(msg)
        kind = TYPES[text["type"]]
        payload = fields.get(b"data") or self._claim(text)
        return Event(
            id=text["id"],
            type=text["type"],
            source=text["source"],
            subject=text["subject"],
            time=_aware(text["time"]),
            revision=_count(text, "revision", least=0),
            data=kind.model.model_validate_json(payload),
            lane=_lane(text.get("lane", "normal")),
            traceparent=text.get("traceparent", ""),
            correlationid=text.get("correlationid", ""),
            causationid=text.get("causationid", ""),
            attempt=_count(text, "attempt", least=1),
            extra={key: value for key, value in text.items() if key not in _KNOWN},
        )

    def _payload(self, payload: bytes) -> Fields:
        if len(payload) <= MAX_INLINE_BYTES:
            return {"data": payload}
        if self.blobs is None:
            msg = f"the payload has {len(payload)} bytes and there is no blob store to keep it in"
            raise ValueError(msg)
        try:
            name = self.blobs.put(payload)
        except OSError as error:
            msg = f"the blob store does not take a payload of {len(payload)} bytes ({error.strerror})"
            raise Retryable(msg) from error
        return {"dataref": f"/v1/blobs/{name}", "sha256": name}

    def _claim(self, text: Mapping[str, str]) -> bytes:
        name = text.get("sha256", "")
        if not _SHA256.fullmatch(name):
            msg = f"no data, and sha256 {name!r} leads to none"
            raise ValueError(msg)
        if self.blobs is None:
            msg = f"payload {name} lies in a blob store that is not configured here"
            raise Retryable(msg)
        try:
            payload = self.blobs.get(name)
        except KeyError:
            msg = f"payload {name} is not in the blob store"
            raise Retryable(msg) from None
        except OSError as error:
            msg = f"payload {name} cannot be read from the blob store ({error.strerror})"
            raise Retryable(msg) from error
        if sha256(payload) != name:
            msg = f"payload {name} is damaged in the blob store: restore that file from a backup, then retry"
            raise ValueError(msg)
        return payload


def _aware(stamp: str) -> datetime:
    time = datetime.fromisoformat(stamp)
    if time.tzinfo is None:
        msg = f"time {stamp!r} has no zone"
        raise ValueError(msg)
    return time.astimezone(UTC)


def _count(text: Mapping[str, str], name: str, *, least: int) -> int:
    value = text.get(name, str(least))
    if not _COUNT.fullmatch(value) or int(value) < least:
        msg = f"{name} {value!r} is not a whole number from {least}"
        raise ValueError(msg)
    return int(value)


def _lane(name: str) -> Lane:
    if name not in _LANES:
        msg = f"no lane {name!r}; there are {', '.join(sorted(_LANES))}"
        raise ValueError(msg)
    return cast("Lane", name)

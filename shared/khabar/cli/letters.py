"""Dead letters as the command finds and shows them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from khabar.cli.lines import plain
from khabar.dead import Letter


@dataclass(frozen=True, slots=True)
class Filter:
    """Which letters are meant; what is None or empty asks for nothing."""

    stage: str | None = None
    kind: str | None = None
    article: str | None = None
    error: str = ""

    def takes(self, letter: Letter) -> bool:
        """Whether a letter is meant; one that cannot be read is meant only where nothing is asked for."""
        content, event = letter.content, letter.event
        if content is None or event is None:
            return self == Filter()
        asked = ((self.stage, content.stage), (self.kind, content.kind), (self.article, event.subject))
        exact = all(wanted is None or wanted == found for wanted, found in asked)
        return exact and self.error.casefold() in content.error.casefold()


def row(letter: Letter) -> dict[str, Any]:
    """A letter on one line."""
    content, event = letter.content, letter.event
    if content is None or event is None:
        return {"id": letter.id, "state": letter.state, "error": f"(not readable) {letter.fault}"}
    return {
        "id": letter.id,
        "at": content.last_at.astimezone(UTC).isoformat(timespec="seconds"),
        "stage": content.stage,
        "kind": content.kind,
        "event": content.fields.get("type", "").removeprefix("khabar.").rpartition(".")[0] or "(foreign)",
        "article": event.subject,
        "revision": event.revision,
        "attempts": content.attempts,
        "state": letter.state,
        "error": content.error,
    }


def whole(letter: Letter) -> dict[str, Any]:
    """Everything about a letter, as JSON can hold it."""
    told: dict[str, Any] = row(letter)
    if letter.decision:
        made = letter.decision
        told["decision"] = {"what": made.what, "at": made.at.isoformat(), "by": made.by, "reason": made.reason}
    if letter.content is None or letter.event is None:
        return told | {"fields": {_text(name): _text(value) for name, value in letter.fields.items()}}
    content = letter.content
    told |= {"event_id": letter.event.id, "group": content.group, "stream": content.stream}
    told |= {"entry": content.entry_id, "first_at": content.first_at.isoformat(timespec="seconds")}
    fields: dict[str, Any] = {
        name: _opened(value) if name == "data" else value for name, value in content.fields.items()
    }
    raw = {
        name: {"base64": value, "text": _text(letter.original()[name.encode()])} for name, value in content.raw.items()
    }
    return told | {"fields": fields, "raw": raw}


def lines(told: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """What is told of a letter, a line a value, safe on a terminal."""
    for name, value in told.items():
        if isinstance(value, Mapping):
            yield f"{indent}{plain(name)}:"
            yield from lines(value, f"{indent}  ")
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield f"{indent}{plain(name)}: {plain(text)}"


def _opened(payload: str) -> Any:  # noqa: ANN401 - whatever the payload holds
    try:
        return json.loads(payload)
    except ValueError:
        return payload


def _text(value: bytes) -> str:
    return value.decode("utf-8", "backslashreplace")

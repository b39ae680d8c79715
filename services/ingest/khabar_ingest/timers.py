"""What else the server keeps of a state: who waits, and for which moment. Pure, and derived from the state alone.

``held`` lists every article with a sealed text; ``waiting`` has ``release:<id>`` for one with an end to its embargo and
``expire:<id>`` for one that may not be shown for ever. Whoever rebuilds the states rebuilds both by the same rule.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from khabar.keys import Keys
from khabar.models import Revision
from khabar_ingest.state import State

Effect = tuple[str, ...]
"""A command of the server: its name, a key, its arguments."""

_SHOWN_SOME_DAY: Final = frozenset({"held", "usable"})
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """Unix milliseconds, rounded up: nothing happens before its moment."""
    return -((_EPOCH - moment) // timedelta(milliseconds=1))


def moment(unix_milliseconds: int) -> datetime:
    """The time that so many Unix milliseconds are."""
    return _EPOCH + timedelta(milliseconds=unix_milliseconds)


def timers(state: State) -> dict[str, int]:
    """The members of ``waiting`` that an article has, and when each is due."""
    if state.status not in _SHOWN_SOME_DAY:
        return {}
    found = {}
    if state.get("sealed") and state.embargo_until:
        found[f"release:{state.id}"] = milliseconds(state.embargo_until)
    if state.expires_at:
        found[f"expire:{state.id}"] = milliseconds(state.expires_at)
    return found


def effects(keys: Keys, before: State, after: State, at: datetime) -> list[Effect]:
    """What is to be done to both sets when a state changes at a moment."""
    old, new = timers(before), timers(after)
    found: list[Effect] = [("ZREM", keys.waiting, member) for member in old if member not in new]
    found += [("ZADD", keys.waiting, str(due), member) for member, due in new.items() if old.get(member) != due]
    if bool(before.get("sealed")) is not bool(after.get("sealed")):
        holds = ("ZADD", keys.held, "NX", str(milliseconds(at)), after.id)
        found.append(holds if after.get("sealed") else ("ZREM", keys.held, after.id))
    return found


def family(keys: Keys, text: Revision | None) -> list[Effect]:
    """What is to be done so that an original knows its translation."""
    root = text.translation_of if text else None
    return [("SADD", keys.translations(root), text.id)] if text and root and is_article(root) else []


def is_article(name: str) -> bool:
    """Whether a name is an article's id; a source's own name for it is none."""
    return bool(_UUID.fullmatch(name))

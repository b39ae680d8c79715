"""Which archived entries a replay tells once more. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from khabar.archive import Row
from khabar.events import REMOVALS
from khabar.linked import LINKED, about

KILL = "article.killed"
STATES = frozenset({"tag.changed", *LINKED})
"""What tells all that stands of something: the latest is enough."""

_TEXTS = frozenset({"article.created", "article.updated", "article.corrected", "article.released", "article.enriched"})
_NEVER = frozenset({"article.held"})
"""What a stage has no use for: the text is sealed, and its release is an event of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an archived entry is about; what ties articles together has a version that is not their revision."""

    entry: str
    event: str
    name: str
    article: str
    revision: int
    version: int = 0

    @property
    def about(self) -> str:
        """The name of what is told whole, under which it waits for a target."""
        return about(self.name, self.article)

    @classmethod
    def of(cls, row: Row) -> "Told":
        """Read an entry as far as choosing needs it; what is damaged is about nothing."""
        entry_id, fields = row
        name = _text(fields, b"type").removeprefix("khabar.").rpartition(".")[0]
        number = _text(fields, b"revision")
        revision = int(number) if number.isascii() and number.isdecimal() else 0
        version = _version(fields) if name in LINKED else revision
        return cls(entry_id, _text(fields, b"id"), name, _text(fields, b"subject"), revision, version or revision)


@dataclass(slots=True)
class _Newest:
    """The newest text and the newest removal of an article."""

    text: Told | None = None
    removal: Told | None = None

    def see(self, told: Told) -> None:
        if told.name in _TEXTS and (self.text is None or told.revision >= self.text.revision):
            self.text = told
        elif told.name in REMOVALS and (self.removal is None or _weight(told) >= _weight(self.removal)):
            self.removal = told

    def entries(self) -> list[str]:
        """A kill alone; else the newest text, and a removal that came after it."""
        if self.removal and (self.removal.name == KILL or self.text is None):
            return [self.removal.entry]
        if self.removal and self.text and self.removal.revision >= self.text.revision:
            return [self.text.entry, self.removal.entry]
        return [self.text.entry] if self.text else []


@dataclass(slots=True)
class Choice:
    """Chooses among entries that are shown to it in order.

    Args:
        articles: only these; all, and stories and what editors decided about tags, where there is none.
        every: every revision, each as it was told last; else only what an article, a tag or its links have become.
    """

    articles: frozenset[str] = frozenset()
    every: bool = False
    _events: dict[str, str] = field(default_factory=dict)
    _newest: dict[str, _Newest] = field(default_factory=dict)
    _states: dict[str, Told] = field(default_factory=dict)

    def see(self, rows: Iterable[Row]) -> frozenset[str]:
        """Return the ids of the entries to be told."""
        for row in rows:
            told = Told.of(row)
            if (self.articles and told.article not in self.articles) or told.name in _NEVER or not told.name:
                continue
            if self.every:
                self._events[told.event] = told.entry
            elif told.name in _TEXTS or told.name in REMOVALS:
                self._newest.setdefault(told.article, _Newest()).see(told)
            elif told.name in STATES:
                self._stand(told)
        chosen = {entry for newest in self._newest.values() for entry in newest.entries()}
        return frozenset(chosen.union(self._events.values(), (told.entry for told in self._states.values())))

    def _stand(self, told: Told) -> None:
        before = self._states.get(told.about)
        if before is None or told.version >= before.version:
            self._states[told.about] = told


def _weight(told: Told) -> tuple[bool, int]:
    return told.name == KILL, told.revision


def _version(fields: dict[bytes, bytes]) -> int:
    """The version that what ties articles together carries; 0 where it has none, or is damaged or kept elsewhere."""
    try:
        told = json.loads(fields.get(b"data", b""))
    except ValueError:
        return 0
    found = told.get("version") if isinstance(told, dict) else None
    return found if isinstance(found, int) else 0


def _text(fields: dict[bytes, bytes], name: bytes) -> str:
    return fields.get(name, b"").decode("utf-8", "replace")

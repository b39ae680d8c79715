"""What is remembered of an article between its revisions: the fields of its hash, as they were read.

An article is in one of these states: ``held`` (never shown), ``usable`` (shown), ``unpublished``, ``expired`` and
``withdrawn`` (taken from the public; it may come back), ``merged`` (into another) and ``killed`` (for good). What was
never told is ``dropped`` (by a rule of its source) or ``passed`` (it was there before its source was read). Beside it a
text may wait ``sealed`` for a time or a person, also one of an article that is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

SEEN_CHARACTERS: Final = 16
FIELDS: Final = (
    "revision",  # the newest, 0 for what was killed before it ever came
    "content_sha",  # of the newest text that was accepted, shown or sealed
    "version",
    "updated",
    "received_at",
    "status",
    "source",
    "rawsha256",
    "embargo_until",  # when what is sealed may be seen; nothing where it waits for a person
    "sealed",  # the text that waits, by its name in the sealed store
    "guid",
    "seen",
    "entry",  # the newest entry of the stream `articles` that carries a text
    "public",  # the revision in that entry
    "expires_at",
    "reason",  # why it was held or removed the last time
    "by",  # who removed it
    "into",
    "published",  # the earliest publication date that was told
    "notes",  # the public corrections so far, as JSON
    "teaser",  # the content_sha of the source's own words, where the text is that of a page
    "note",  # why it is not, though it should be
    "retags",  # how often editors put tags on it or took them from it
    "relinks",  # how often editors pinned, blocked or froze its links
)
NEVER_TOLD: Final = frozenset({"dropped", "passed"})
"""The states of an article that was not taken: should it ever be, it is new."""


@dataclass(frozen=True, slots=True)
class State:
    """An article's admission state; ``fields`` are exactly those stored, so that a script can compare them."""

    id: str
    fields: Mapping[str, str]

    def after(self, writes: Iterable[tuple[str, str]]) -> "State":
        """The state once these fields are written."""
        return State(self.id, {**self.fields, **dict(writes)})

    def get(self, field: str) -> str:
        """A field's value, nothing where it is not there."""
        return self.fields.get(field, "")

    @property
    def known(self) -> bool:
        """Whether the article was ever admitted, or killed before it came."""
        return "revision" in self.fields

    @property
    def revision(self) -> int:
        """The newest revision, 0 before the first."""
        return int(self.get("revision") or "0")

    @property
    def status(self) -> str:
        """One of the states, nothing for an unknown article."""
        return self.get("status")

    @property
    def guid(self) -> str:
        """The guid that the source calls the article by, as an alias; nothing for one known by its link or words."""
        return self.get("guid")

    @property
    def seen(self) -> list[str]:
        """The beginnings of the newest contents' hashes, oldest first."""
        return (self.get("seen") or self.get("content_sha")[:SEEN_CHARACTERS]).split()

    @property
    def updated(self) -> datetime | None:
        """The source's own stamp on the newest revision."""
        return self._time("updated")

    @property
    def received_at(self) -> datetime | None:
        """When the article was first admitted."""
        return self._time("received_at")

    @property
    def published(self) -> datetime | None:
        """The earliest publication date that was told."""
        return self._time("published")

    @property
    def embargo_until(self) -> datetime | None:
        """When the sealed text may be seen; None where it waits for a person."""
        return self._time("embargo_until")

    @property
    def expires_at(self) -> datetime | None:
        """When the article is to leave the public."""
        return self._time("expires_at")

    def _time(self, field: str) -> datetime | None:
        text = self.get(field)
        return datetime.fromisoformat(text) if text else None

"""What is remembered of an article between its revisions: the fields of its hash, as they were read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

SEEN_CHARACTERS: Final = 16
FIELDS: Final = (
    "revision",
    "content_sha",
    "version",
    "updated",
    "received_at",
    "status",
    "source",
    "rawsha256",
    "embargo_until",
    "sealed",
    "guid",
    "seen",
)


@dataclass(frozen=True, slots=True)
class State:
    """An article's admission state; ``fields`` are exactly those stored, so that a script can compare them."""

    id: str
    fields: Mapping[str, str]

    @property
    def known(self) -> bool:
        """Whether the article was ever admitted."""
        return "revision" in self.fields

    @property
    def revision(self) -> int:
        """The newest revision, 0 before the first."""
        return int(self.fields.get("revision", "0"))

    @property
    def status(self) -> str:
        """``usable``, ``held`` or ``killed``."""
        return self.fields.get("status", "")

    @property
    def guid(self) -> str:
        """The guid that the source calls the article by, as an alias; nothing for one known by its link or words."""
        return self.fields.get("guid", "")

    @property
    def seen(self) -> list[str]:
        """The beginnings of the newest contents' hashes, oldest first."""
        said = self.fields.get("seen") or self.fields.get("content_sha", "")[:SEEN_CHARACTERS]
        return said.split()

    @property
    def updated(self) -> datetime | None:
        """The source's own stamp on the newest revision."""
        return _time(self.fields.get("updated"))

    @property
    def received_at(self) -> datetime | None:
        """When the article was first admitted."""
        return _time(self.fields.get("received_at"))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

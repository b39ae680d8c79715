"""What a list shows of an article."""

import sqlite3
from dataclasses import dataclass, fields
from datetime import datetime, tzinfo
from typing import Self

from khabar_site.store.pictures import KEPT, Kept
from khabar_site.store.shown import moment


@dataclass(frozen=True, slots=True)
class Card:
    """One article of a list; ``path`` is unquoted and ``first`` lies in the newsroom's zone."""

    number: int
    id: str
    sid: str
    path: str
    headline: str
    excerpt: str
    language: str
    direction: str
    source: str
    section: str
    section_name: str
    picture: str | None
    picture_alt: str
    breaking: bool
    first_at: int
    first: datetime
    updated: datetime
    kept: Kept | None

    @classmethod
    def of(cls, row: sqlite3.Row, zone: tzinfo) -> Self:
        """Read a row that holds `COLUMNS`."""
        fields = {name: row[name] for name in _READ}
        fields["breaking"] = bool(fields["breaking"])
        fields["updated"] = datetime.fromisoformat(fields["updated"]).astimezone(zone)
        return cls(**fields, kept=Kept.read(row["kept"]), first=moment(fields["first_at"], zone))

    @property
    def cursor(self) -> str:
        """What an address carries to go on after this article."""
        return f"{self.first_at}.{self.sid}"


_MADE = {"first", "kept"}  # `first` is `first_at` in the newsroom's zone; `kept` lies in a table of its own
_READ = [field.name for field in fields(Card) if field.name not in _MADE]
COLUMNS = ", ".join([*(f"listing.{name}" for name in _READ), KEPT.format(url="listing.picture")])

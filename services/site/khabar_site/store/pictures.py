"""The pictures that live articles show, and what the site holds of them; `picturing` tells how they come and go."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from khabar.models import Revision
from khabar_site import content
from khabar_site.weblinks import securelink

MOST = 40
"""So many pictures of an article are fetched."""
_LONGEST = 4_000
_USUAL_WIDTH = 960
LAST_TRY = 4
"""After so many failures a picture is tried once more, and then given up."""
_RETRY_SECONDS = 3600
_NOW = "CAST(strftime('%s', 'now') AS INTEGER)"
KEPT = "(SELECT name || ' ' || height || ' ' || widths FROM picture WHERE url = {url}) AS kept"
"""What `Kept.read` reads, for a query that knows the address of a picture."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture that the site holds: its usual file, all of them for ``srcset``, and the size of the widest."""

    src: str
    srcset: str
    width: int
    height: int

    @classmethod
    def read(cls, told: str | None) -> Self | None:
        """Read what a query tells of a picture by `KEPT`; None where it is not held."""
        if told is None:
            return None
        name, height, listed = told.split(" ")
        widths = [int(width) for width in listed.split(",")]
        usual = max((width for width in widths if width <= _USUAL_WIDTH), default=widths[0])
        srcset = ", ".join(f"{address(name, width)} {width}w" for width in widths)
        return cls(address(name, usual), srcset, widths[-1], int(height))


def address(name: str, width: int) -> str:
    """The path of one of a picture's files on the site."""
    return f"/pictures/{name}-{width}.webp"


def urls(revision: Revision) -> list[str]:
    """The addresses of the pictures that an article's page shows, each once; no more than `MOST`."""
    lead = content.picture(revision)
    body = (securelink(block.url) for block in content.body(revision) if block.type == "image")
    return list(dict.fromkeys(url for url in (lead and lead.url, *body) if url and len(url) <= _LONGEST))[:MOST]


def want(db: sqlite3.Connection, number: int, revision: Revision) -> None:
    """Note which pictures a live article shows; one that was given up a while ago is tried once more."""
    found = urls(revision)
    db.executemany("INSERT OR IGNORE INTO picturing VALUES (?, ?)", [(number, url) for url in found])
    db.executemany(
        f"INSERT INTO picture (url, state, due_at) VALUES (?, 'wanted', {_NOW} * 1000) ON CONFLICT DO UPDATE"  # noqa: S608 - no values
        " SET state = 'wanted', tries = ?, due_at = excluded.due_at"
        f" WHERE state = 'given up' AND at < ({_NOW} - ?) * 1000",
        [(url, LAST_TRY, _RETRY_SECONDS) for url in found],
    )


def held(db: sqlite3.Connection, found: Iterable[str]) -> dict[str, Kept]:
    """Which of some pictures the site holds, by their addresses."""
    rows = db.execute(f"SELECT value, {KEPT.format(url='value')} FROM json_each(?)", (json.dumps(list(found)),))  # noqa: S608 - no values
    return {row["value"]: kept for row in rows if (kept := Kept.read(row["kept"]))}

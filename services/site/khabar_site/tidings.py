"""What live lists are told: the articles that changed, as a server-sent event (the HTML Standard, section 9.2)."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from khabar_site import fresh
from khabar_site.following import mark
from khabar_site.look import Look
from khabar_site.paging import LISTED
from khabar_site.store import Card, Reader, changed, lists
from khabar_site.store.cards import COLUMNS

CHANGES, _CARDS = 1_000, 40
"""So many changes are told at once, and of so many articles the whole card."""
_ARTICLE = "article:"


class State(NamedTuple):
    """The newest articles at one version of the site: their mark, and the event that tells them all."""

    version: int
    mark: str
    told: bytes
    until: datetime | None

    def good(self, version: int, now: datetime) -> bool:
        """Whether nothing came since, and what it says of times is true still."""
        return self.version >= version and (self.until is None or now < self.until)


def state(reader: Reader, look: Look, now: datetime) -> State:
    """The list as it is now."""
    version, cards = reader.version, lists.latest(reader, LISTED)
    content = {"whole": True, "cards": _cards(look, cards, now), "removed": []}
    until = fresh.until(look, now, (card.first for card in cards))
    return State(version, mark(cards), _event(version, content), until)


def since(reader: Reader, look: Look, now: datetime, version: int) -> tuple[int, bytes]:
    """What changed after a version, and the version that is reached; no bytes where nothing of a list changed."""
    changes = changed.since(reader.db, version, CHANGES)
    sids = {key.removeprefix(_ARTICLE) for change in changes for key in change.keys if key.startswith(_ARTICLE)}
    reached = changes[-1].seq if changes else version
    if not sids:
        return reached, b""
    cards = _live(reader, sids)
    removed = sorted(sids - {card.sid for card in cards})
    content = {"whole": False, "cards": _cards(look, cards[:_CARDS], now), "removed": removed}
    return reached, _event(reached, content)


def _live(reader: Reader, sids: Iterable[str]) -> list[Card]:
    """Those of some articles that are live, the newest first."""
    rows = reader.db.execute(
        f"SELECT {COLUMNS} FROM json_each(?) JOIN article ON article.sid = json_each.value"  # noqa: S608 - column names only
        " JOIN listing ON listing.number = article.number ORDER BY listing.first_at DESC, listing.sid DESC",
        (json.dumps(sorted(sids)),),
    )
    return [reader.card(row) for row in rows]


def _cards(look: Look, cards: Iterable[Card], now: datetime) -> list[dict[str, str]]:
    return [{"sid": card.sid, "html": look.render("card.html", article=card, now=now)} for card in cards]


def _event(version: int, content: dict[str, object]) -> bytes:
    told = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"id: {version}\nevent: article\ndata: {told}\n\n".encode("utf-8", "replace")

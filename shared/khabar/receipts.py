"""The chain of receipts: of each article at each target every receipt names the one before it.

``receipt_sha256`` is the SHA-256 of a receipt's canonical form. That is one JSON object in the spirit of RFC 8785: its
keys sorted, no blanks, UTF-8 and nothing escaped that need not be, null for what is not known. It has these members:

=================== =======================================================================================
``accepted_at``     when, in UTC with milliseconds: ``2026-03-05T06:00:00.000Z``
``article``         the article's id
``body_sha256``     the SHA-256 of the body that was delivered
``content_sha256``  the SHA-256 of the article's own text; empty for a removal
``event``           ``article.published`` or ``article.removed``
``outcome``         what the target answered
``previous``        ``receipt_sha256`` of the receipt before it, null for the first
``remote_id``       what the target calls the article
``revision``        the article's revision, a whole number
``target``          the target's id
``url``             where the target shows it
=================== =======================================================================================

Whoever holds the newest ``receipt_sha256`` of an article can so prove every delivery before it.
"""

import json
from dataclasses import replace
from datetime import UTC
from typing import Final

from khabar.blobs import sha256
from khabar.events import Event
from khabar.models import Receipt

CHAINED: Final = frozenset({"article.published", "article.removed"})
"""The events whose receipts are links of a chain."""


def canonical(name: str, receipt: Receipt) -> bytes:
    """The canonical form of a receipt that an event of this ``name`` carries."""
    at = receipt.accepted_at
    said = {
        "accepted_at": at and at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "article": receipt.id,
        "body_sha256": receipt.body_sha256,
        "content_sha256": receipt.content_sha256,
        "event": name,
        "outcome": receipt.outcome,
        "previous": receipt.previous,
        "remote_id": receipt.remote_id,
        "revision": receipt.revision,
        "target": receipt.target,
        "url": receipt.url,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8", "surrogatepass")


def digest(name: str, receipt: Receipt) -> str:
    """What ``receipt_sha256`` has to be."""
    return sha256(canonical(name, receipt))


def chained(event: Event, previous: str, body_sha256: str) -> Event:
    """The event with its receipt made the next link of its chain; any other event as it is.

    ``previous`` is the ``receipt_sha256`` of the receipt before it, empty for the first.
    """
    if not isinstance(event.data, Receipt) or event.name not in CHAINED:
        return event
    link = event.data.model_copy(update={"previous": previous or None, "body_sha256": body_sha256})
    return replace(event, data=link.model_copy(update={"receipt_sha256": digest(event.name, link)}))

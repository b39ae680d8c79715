"""Where an article is or ever was to be seen, as the targets' receipts say."""

import json
from typing import Any

from khabar_ingest.ledger import Ledger
from khabar_ingest.telling import Places


async def places(ledger: Ledger, id_: str) -> Places:
    """Return the addresses of an article, and every target that ever had it."""
    rows: Any = await ledger.client.hgetall(ledger.keys.shown(id_))
    targets = sorted(target.decode() for target in rows)
    urls = sorted({url for value in rows.values() if (url := _url(value))})
    return Places(tuple(urls), tuple(targets))


def _url(value: bytes) -> str:
    """The address in a target's note; one that cannot be read has none."""
    try:
        found = json.loads(value)
    except ValueError:
        return ""
    url = found.get("url") if isinstance(found, dict) else None
    return url if isinstance(url, str) else ""

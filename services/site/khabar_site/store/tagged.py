"""What else is known of a tag: how many articles carry it, and which tags stand beside it."""

import json
from collections import Counter
from typing import NamedTuple

from khabar_site.store import lists, tags
from khabar_site.store.reader import Reader

COUNTED = 5_000
"""A tag's articles are counted up to so many."""
_LOOKED_AT = 200


class Neighbour(NamedTuple):
    """A tag that stands beside another, and in how many of that one's newest articles."""

    slug: str
    name: str
    kind: str
    articles: int


def count(reader: Reader, slug: str) -> int:
    """How many live articles carry a tag, or one more than `COUNTED`."""
    row = reader.db.execute(
        "SELECT count(*) AS articles FROM (SELECT DISTINCT number FROM json_each(?)"
        " JOIN tagging ON tagging.slug = json_each.value LIMIT ?)",
        (json.dumps(tags.led(reader.db, slug)), COUNTED + 1),
    ).fetchone()
    return int(row["articles"])


def neighbours(reader: Reader, slug: str, limit: int) -> list[Neighbour]:
    """The tags found most often in the newest articles of a tag, each in two of them at least."""
    rows = reader.db.execute(
        "SELECT tagging.slug, count(*) AS articles FROM json_each(?) JOIN tagging ON tagging.number = json_each.value"
        " GROUP BY tagging.slug HAVING count(*) > 1 ORDER BY 2 DESC, 1 LIMIT ?",
        (json.dumps(_numbers(reader, slug)), 3 * limit),
    )
    found: Counter[str] = Counter()
    for row in rows:
        if (final := tags.final(reader.db, row["slug"])) and final != slug:
            found[final] += row["articles"]
    named = ((one, articles, lists.tag_name(reader, one)) for one, articles in found.most_common(limit))
    return [Neighbour(one, *name, articles) for one, articles, name in named if name]


def _numbers(reader: Reader, slug: str) -> list[int]:
    found = {
        row["number"]: row["first_at"]
        for one in tags.led(reader.db, slug)
        for row in reader.db.execute(
            "SELECT number, first_at FROM tagging WHERE slug = ? ORDER BY first_at DESC, sid DESC LIMIT ?",
            (one, _LOOKED_AT),
        )
    }
    return sorted(found, key=lambda number: -found[number])[:_LOOKED_AT]

"""What stands beside the results of a search: tags and sections to narrow it by, and pages that a query names."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from khabar_site.store import lists, tags, vocabulary
from khabar_site.store.reader import Reader
from khabar_site.store.shown import milliseconds

LOOKED_AT: Final = 200
_NEWEST: Final = 300


class Facet(NamedTuple):
    """A tag or a section, and how many of the articles looked at have it; ``kind`` is a tag's type."""

    slug: str
    name: str
    kind: str
    articles: int


def of_tags(reader: Reader, numbers: Sequence[int], limit: int) -> list[Facet]:
    """The tags found most often in some articles, as editors want them."""
    rows = reader.db.execute(
        "SELECT slug, count(*) AS articles FROM json_each(?) AS wanted JOIN tagging ON tagging.number = wanted.value"
        " GROUP BY slug ORDER BY 2 DESC, 1 LIMIT ?",
        (json.dumps(numbers[:LOOKED_AT]), 2 * limit),
    )
    found: dict[str, Facet] = {}
    for row in rows:
        facet = named(reader, row["slug"], row["articles"])
        if facet:
            found.setdefault(facet.slug, facet)
    return [*found.values()][:limit]


def of_sections(reader: Reader, numbers: Sequence[int], limit: int) -> list[Facet]:
    """The sections found most often in some articles, each with the name it was pushed with."""
    rows = reader.db.execute(
        "SELECT section, max(section_name) AS name, count(*) AS articles FROM json_each(?) AS wanted"
        " JOIN listing ON listing.number = wanted.value WHERE section > '' GROUP BY section ORDER BY 3 DESC, 1 LIMIT ?",
        (json.dumps(numbers[:LOOKED_AT]), limit),
    )
    return [Facet(row["section"], row["name"], "", row["articles"]) for row in rows]


def called(reader: Reader, query: str, limit: int) -> list[Facet]:
    """The tags that have a query for their name."""
    found = (named(reader, slug, 0) for slug in vocabulary.slugs(reader.db, query, limit))
    return [*{facet.slug: facet for facet in found if facet}.values()]


def lately(reader: Reader, since: datetime, limit: int) -> list[Facet]:
    """The tags of the newest articles since a moment, the most used first."""
    rows = reader.db.execute(
        "SELECT number FROM listing WHERE first_at >= ? ORDER BY first_at DESC, sid DESC LIMIT ?",
        (milliseconds(since), _NEWEST),
    )
    return of_tags(reader, [row["number"] for row in rows][:LOOKED_AT], limit)


def named(reader: Reader, slug: str, articles: int) -> Facet | None:
    """A tag under the slug and the name that it has now; None where it is blocked or no live article has it."""
    final = tags.final(reader.db, slug)
    told = lists.tag_name(reader, final) if final else None
    return Facet(final, *told, articles) if final and told else None

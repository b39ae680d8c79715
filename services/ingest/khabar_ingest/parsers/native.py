"""Khabar's own JSON: the fields of a revision, as the push API takes them and `khabar inspect` prints them.

What Khabar assigns itself (``id``, ``revision``, ``content_sha``, ``received_at``) is ignored.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault, Parsed
from khabar_ingest.parsers import LIKELY, NO
from khabar_ingest.parsers.embargo import embargo, strictest
from khabar_ingest.parsers.make import alone, draft, lead
from khabar_ingest.parsers.values import entries, mapping, string


class Native:
    """Reads one article or an array of them."""

    def sniff(self, document: Document) -> float:
        """Take an object that has a headline or a body; other formats have surer marks."""
        first = mapping(next(iter(_items(document.json)), None))
        return LIKELY if first.keys() & {"headline", "body", "lead"} else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every article; one with a wrong field is a fault that names the field."""
        for index, item in enumerate(_items(document.json)):
            name = string(mapping(mapping(item).get("source")).get("guid")) or str(index)
            yield (
                alone(name, partial(_article, name, item, document))
                if isinstance(item, dict)
                else Fault(name, "is not an object")
            )


def _items(found: object) -> list[Any]:
    return entries(found) or ([found] if isinstance(found, dict) else [])


def _article(name: str, item: dict[str, Any], document: Document) -> Parsed:
    source = mapping(item.get("source"))
    given = {key: value for key, value in item.items() if value is not None}
    fields = given | {
        "guid": source.get("guid", item.get("guid")),
        "version": source.get("version", item.get("version")),
        "canonical_url": item.get("canonical_url") or source.get("url"),
        "source_name": source.get("name"),
        "embargo": strictest(*(embargo(item, field, document.zone) for field in ("embargo_until", "embargoed"))),
    }
    if item.get("published_at") and not item.get("date_source"):
        fields["date_source"] = "source"
    found = draft(name, fields)
    if isinstance(found, Draft) and not found.lead:
        return found.model_copy(update={"lead": lead("", found.body)})
    return found

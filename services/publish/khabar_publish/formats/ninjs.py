"""IPTC ninjs, News in JSON (https://iptc.org/standards/ninjs): one mapping, said in the words of each version.

The item is made as version 3.1 has it; 2.1 and 1.4 say the same with other names. A removal is the item with the same
``uri``, canceled and without its text. What ties articles together has no words here: it goes with each revision.
"""

import json
from typing import Any

from khabar import EnrichedRevision, Event
from khabar.models import Removal
from khabar_publish.formats.ninjs_item import Item, canceled, item
from khabar_publish.formats.ninjs_older import as_1_4, as_2_1
from khabar_publish.formats.words import calm, words
from khabar_publish.settings import PublishSettings


class Ninjs31:
    """Renders ninjs 3.1."""

    content_type = "application/json; charset=utf-8"
    suffix = ".json"
    version = "3.1"

    def __init__(self, settings: PublishSettings) -> None:
        self._newsroom = settings.newsroom_config.newsroom

    def render(self, event: Event) -> bytes | None:
        """Render a revision or a removal."""
        told = event.data
        if isinstance(told, EnrichedRevision):
            made = item(event, told, words(self._newsroom, told.language), self.version)
        elif isinstance(told, Removal):
            made = canceled(event, told, self.version)
        else:
            return None
        return written(self.spoken(made))

    def spoken(self, made: Item) -> Item:
        """An item of 3.1 in the words of this version."""
        return made


class Ninjs21(Ninjs31):
    """Renders ninjs 2.1."""

    version = "2.1"

    def spoken(self, made: Item) -> Item:
        """An item of 3.1 in the words of this version."""
        return as_2_1(made)


class Ninjs14(Ninjs31):
    """Renders ninjs 1.4."""

    version = "1.4"

    def spoken(self, made: Item) -> Item:
        """An item of 3.1 in the words of this version."""
        return as_1_4(made)


def written(made: Item) -> bytes:
    """An item as UTF-8 JSON, without unruly characters."""
    return json.dumps(_calm(made), ensure_ascii=False, separators=(",", ":")).encode()


def _calm(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        return calm(value)
    if isinstance(value, dict):
        return {name: _calm(inner) for name, inner in value.items()}
    return [_calm(inner) for inner in value] if isinstance(value, list) else value

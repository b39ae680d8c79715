"""The ninjs of Superdesk, as Superdesk Web Publisher takes it at ``/api/v2/content/push``.

It is ninjs 1.1 with ``guid`` in place of ``uri``, and with ``service`` (our section), ``keywords``, ``authors`` and
``priority`` beside it. What the publisher refuses is known from its schema and its tests
(https://github.com/superdesk/web-publisher, ``SWP/Component/Bridge/Validator/NinjsValidator.php`` and ``features/``):
an item without a language or headline, a ``byline`` of more than 255 characters, a rendition without the id of its
``media``, and properties of concepts that it does not know. Of removals it knows two: what is ``unpublished`` may come
back, what is ``canceled`` may not.
"""

from hashlib import sha256
from html import escape
from typing import Final

from khabar import EnrichedRevision, Event
from khabar.models import Removal
from khabar_publish.formats.ninjs import written
from khabar_publish.formats.ninjs_item import Item, canceled, item, uri, urn
from khabar_publish.formats.ninjs_older import as_1_4
from khabar_publish.formats.words import calm, words
from khabar_publish.settings import PublishSettings

_VERSION: Final = "1.1"
_LONGEST: Final = 255
_KNOWN: Final = frozenset(
    [
        "associations",
        "body_html",
        "body_text",
        "byline",
        "charcount",
        "copyrightholder",
        "copyrightnotice",
        "description_text",
        "firstcreated",
        "headline",
        "located",
        "pubstatus",
        "slugline",
        "type",
        "urgency",
        "usageterms",
        "version",
        "versioncreated",
        "wordcount",
    ]
)
"""What of ninjs 1.4 the publisher takes as it is."""

_CONCEPTS: Final = {
    "person": ("name", "rel", "code"),
    "organisation": ("name", "rel"),
    "place": ("name", "rel", "code"),
    "event": ("name", "rel", "code"),
    "subject": ("name", "code", "scheme"),
}


class Superdesk:
    """Renders an item for Superdesk Web Publisher; a removal as the same item, canceled."""

    content_type = "application/json"
    suffix = ".json"

    def __init__(self, settings: PublishSettings) -> None:
        self._newsroom = settings.newsroom_config.newsroom

    def render(self, event: Event) -> bytes | None:
        """Render a revision or a removal."""
        told = event.data
        if isinstance(told, EnrichedRevision):
            made = item(event, told, words(self._newsroom, told.language), _VERSION)
            return written(_profiled(as_1_4(made), told.language) | _beside(told))
        if isinstance(told, Removal):
            return written(self._gone(event, told))
        return None

    def _gone(self, event: Event, removal: Removal) -> Item:
        """The item by its id; the publisher wants a headline, and that of the article is not told any more."""
        made = _profiled(as_1_4(canceled(event, removal, _VERSION)), self._newsroom.language)
        status = "unpublished" if event.name == "article.unpublished" else "canceled"
        return made | {"pubstatus": status, "headline": made["guid"], "slugline": made["guid"]}


def _profiled(plain: Item, language: str) -> Item:
    """An item of ninjs 1.4 with the properties of the profile alone."""
    made: Item = {"guid": plain["uri"]} | {name: value for name, value in plain.items() if name in _KNOWN}
    for name in ("headline", "slugline", "byline"):
        if name in made:
            made[name] = made[name][:_LONGEST]
    made["language"] = language
    for name, keys in _CONCEPTS.items():
        made[name] = [_chosen(told, keys) for told in plain.get(name, ()) if told.get("rel") != "section"]
    for told in made["place"]:
        told["qcode"] = told.pop("code")
    made["renditions"] = {name: _rendition(shown) for name, shown in plain.get("renditions", {}).items()}
    shown = plain.get("associations", {}).items()
    made["associations"] = {name: _profiled(told, language) for name, told in shown if told["type"] != "text"}
    if made["type"] == "text":
        del made["renditions"]
    return {name: value for name, value in made.items() if value not in ([], {})}


def _chosen(told: Item, keys: tuple[str, ...]) -> Item:
    return {name: told[name] for name in keys if name in told}


def _rendition(shown: Item) -> Item:
    """A rendition with the id under which the publisher is to know its file: the same for the same address."""
    media = sha256(shown["href"].encode()).hexdigest()
    return _chosen(shown, ("href", "mimetype", "width", "height")) | {"media": media}


def _beside(revision: EnrichedRevision) -> Item:
    """What the profile has and ninjs has not."""
    found = revision.enrichment
    made: Item = {
        "headline": calm(revision.headline)[:_LONGEST] or urn(revision.id),
        "slugline": (found.slug or revision.headline)[:_LONGEST],
        "service": [{"code": found.section.id, "name": found.section.name}] if found.section else [],
        "keywords": list(dict.fromkeys(tag.name for tag in found.tags if not tag.suggested)),
        "authors": [{"name": name, "role": "writer"} for name in revision.authors],
        "description_html": f"<p>{escape(revision.lead)}</p>" if revision.lead else "",
        "source": revision.source.name or revision.source.id,
        "priority": revision.urgency,
        "evolvedfrom": urn(revision.evolves) if revision.evolves else "",
        "extra": {"original": uri(revision.canonical_url)} if revision.canonical_url else {},
    }
    return {name: value for name, value in made.items() if value not in (None, "", [], {})}

"""Who and what a page names, by all taggers together."""

from collections.abc import Mapping, Sequence

from khabar.arabic import fold
from khabar.models import Entity
from khabar_enrich.names.bodies import Bodies
from khabar_enrich.names.choosing import choose
from khabar_enrich.names.entities import entities
from khabar_enrich.names.reading import ARTICLE
from khabar_enrich.names.references import references
from khabar_enrich.names.surnames import with_surnames
from khabar_enrich.names.tagger import Span, Tagger
from khabar_enrich.names.vocabulary import Vocabulary
from khabar_enrich.page import Page
from khabar_enrich.tags import Name


def find(page: Page, taggers: Sequence[Tagger], names: Mapping[str, Name], bodies: Bodies) -> tuple[Entity, ...]:
    """Return the entities of a page, most salient first.

    Args:
        page: the page.
        taggers: what proposes names.
        names: the rows of the alias table by id.
        bodies: those that are named without their country.
    """
    proposed = [span for tagger in taggers for span in _proper(page, tagger.spans(page))]
    chosen = with_surnames(page, choose(page, bodies.spans(page, proposed) + proposed))
    return entities(page, chosen, names, references(page, chosen, names))


def _proper(page: Page, proposed: Sequence[Span]) -> list[Span]:
    """Leave out what is suggested and only tells a kind: ``المدينة``."""
    zones, heads = {zone.name: zone.text for zone in page.zones}, Vocabulary.load().heads
    return [
        span
        for span in proposed
        if not span.suggested or fold(zones[span.zone][span.start : span.end]).removeprefix(ARTICLE) not in heads
    ]

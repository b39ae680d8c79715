"""Who and what a page names, by all taggers together."""

from collections.abc import Mapping, Sequence

from khabar.models import Entity
from khabar_enrich.names.bodies import Bodies
from khabar_enrich.names.choosing import choose
from khabar_enrich.names.entities import entities
from khabar_enrich.names.references import references
from khabar_enrich.names.tagger import Tagger
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
    proposed = [span for tagger in taggers for span in tagger.spans(page)]
    chosen = choose(page, proposed + bodies.spans(page, proposed))
    return entities(page, chosen, names, references(page, chosen, names))

"""Who and what an article names, linked to the alias table or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from khabar.config import Config
from khabar.models import Enrichment
from khabar_enrich.names.bodies import Bodies
from khabar_enrich.names.finding import find
from khabar_enrich.names.tagger import Tagger, load_taggers
from khabar_enrich.page import Page
from khabar_enrich.tags import Name, Table


@dataclass(frozen=True, slots=True)
class Names:
    """Entities by the table, the grammar and the model; what the model alone has found is a suggestion."""

    taggers: Sequence[Tagger]
    names: Mapping[str, Name]
    bodies: Bodies
    name: ClassVar[str] = "names"
    version: ClassVar[str] = "1"
    order: ClassVar[int] = 18

    @classmethod
    def load(cls, config: Config) -> Self:
        """Load all registered taggers and the alias table.

        Raises:
            ConfigError: a table or model is wrong.
        """
        table = Table.load(config.tags)
        return cls(
            load_taggers(config), {name.id: name for name in table.names}, Bodies.of(table, config.newsroom.name)
        )

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the entities, most salient first."""
        return found.model_copy(update={"entities": find(page, self.taggers, self.names, self.bodies)})

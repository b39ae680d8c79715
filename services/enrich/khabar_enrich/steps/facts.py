"""How many people came to harm: killed, wounded, missing, detained, displaced. Figures are told, never added up."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self, cast

from khabar.config import Config
from khabar.models import Enrichment, Fact
from khabar_enrich.facts import Harm, harms, of_an_epidemic, when, where, who
from khabar_enrich.line import Line, lines
from khabar_enrich.page import Page

_Kind = Literal["killed", "wounded", "casualties", "missing", "detained", "displaced"]


@dataclass(frozen=True, slots=True)
class Facts:
    """Finds passages that count victims, with who, where and when as the same sentence says. Arabic alone is read."""

    name: ClassVar[str] = "facts"
    version: ClassVar[str] = "1"
    order: ClassVar[int] = 35

    @classmethod
    def load(cls, _config: Config) -> Self:
        """Need nothing of the newsroom."""
        return cls()

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the facts in reading order."""
        read = lines(page, found)
        epidemic = of_an_epidemic(read)
        told = tuple(_fact(line, harm) for line in read for harm in harms(line, epidemic=epidemic))
        return found.model_copy(update={"facts": told})


def _fact(line: Line, harm: Harm) -> Fact:
    passage = line.mention(harm.first, harm.last)
    return Fact(
        kind=cast("_Kind", harm.kind),
        number=harm.number,
        at_least=harm.at_least,
        who=who(line, harm),
        where=where(line, harm),
        when=when(line, harm),
        zone=passage.zone,
        start=passage.start,
        end=passage.end,
        text=passage.text,
    )

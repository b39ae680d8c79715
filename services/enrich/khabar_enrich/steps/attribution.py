"""Who says it: the sources of an article, each with what it answers for. Arabic alone is read."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self, cast

from khabar.config import Config
from khabar.models import Attribution, Enrichment
from khabar_enrich.attribution import Saying, rests_on_one_unnamed, sayings
from khabar_enrich.line import Line, lines
from khabar_enrich.page import Page

_Kind = Literal["person", "organisation", "agency", "anonymous", "statement"]


@dataclass(frozen=True, slots=True)
class Attributions:
    """Finds sources by the verbs and phrases with which news attributes, and tells when all rests on one unnamed."""

    name: ClassVar[str] = "attribution"
    version: ClassVar[str] = "1"
    order: ClassVar[int] = 36

    @classmethod
    def load(cls, _config: Config) -> Self:
        """Need nothing of the newsroom."""
        return cls()

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the attributions in reading order."""
        told = list(sayings(lines(page, found)))
        return found.model_copy(
            update={
                "attributions": tuple(_attribution(line, saying) for line, saying in told),
                "single_anonymous_source": rests_on_one_unnamed([saying for _, saying in told]),
            }
        )


def _attribution(line: Line, saying: Saying) -> Attribution:
    start, end = saying.claim.start, saying.claim.end
    return Attribution(
        verb=saying.verb,
        kind=cast("_Kind", saying.speaker.kind),
        named=saying.speaker.named,
        quote=saying.claim.quote,
        source=saying.speaker.mention,
        outlet=saying.outlet,
        zone=line.zone.name,
        start=start,
        end=end,
        text=line.zone.text[start:end],
    )

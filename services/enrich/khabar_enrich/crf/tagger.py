"""Names that no table knows, as a trained model suggests them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from khabar.config import Config
from khabar.models.enrichment import TagType
from khabar_enrich.crf.model import Guess, Model
from khabar_enrich.crf.tokens import Tokens, sentences_of
from khabar_enrich.names.tagger import Span
from khabar_enrich.page import Page, Zone

_TYPES: Final[Mapping[str, TagType]] = {"PERS": "person", "LOC": "place", "ORG": "organisation"}
_SURE: Final = {"PERS": 0.95, "LOC": 0.9, "ORG": 0.98}  # nine of ten such were right in cross-validation
_READ: Final = frozenset({"ar", "arb", "und", ""})


@dataclass(frozen=True, slots=True)
class Crf:
    """A conditional random field over Arabic news text; all its spans are suggestions without a tag's id."""

    model: Model
    name: ClassVar[str] = "crf"
    version: ClassVar[str] = "2"

    @classmethod
    def load(cls, _config: Config) -> Self:
        """Read the shipped model."""
        return cls(Model.load())

    def spans(self, page: Page) -> Sequence[Span]:
        """Return the persons, places and organisations the model is sure enough of; none in other languages."""
        if page.revision.language.partition("-")[0].casefold() not in _READ:
            return ()
        rows = [(zone, tokens) for zone in page.zones for tokens in sentences_of(zone)]
        guesses = self.model.guesses([tokens.forms for _, tokens in rows])
        return [
            span for (zone, tokens), found in zip(rows, guesses, strict=True) for span in _spans(zone, tokens, found)
        ]


def _spans(zone: Zone, tokens: Tokens, guesses: Sequence[Guess]) -> Iterator[Span]:
    for guess in guesses:
        if guess.kind in _TYPES and guess.sure >= _SURE[guess.kind]:
            start, end = tokens.starts[guess.first], tokens.ends[guess.after - 1]
            confidence = round(guess.sure, 3)
            yield Span(zone.name, start, end, _TYPES[guess.kind], "model", confidence, None, suggested=True)

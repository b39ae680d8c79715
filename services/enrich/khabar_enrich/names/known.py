"""The tagger of known names: the aliases of the table wherever they stand, slips of the pen in long ones included."""

from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar, Final, Self

from khabar.config import Config
from khabar_enrich.names.spelling import Spelling
from khabar_enrich.names.tagger import Span
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Aliases, Claim, Match, Name, Table

SURE, BORNE_OUT, MISSPELT = 1.0, 0.8, 0.75
_TOPIC: Final = "topic"
_ARTICLE: Final = "ال"
_LONG: Final = 7
_SAME_END: Final = 2


class Known:
    """Names from the alias table; all that overlap are proposed, so that what lies within a longer one is kept."""

    name: ClassVar[str] = "aliases"
    version: ClassVar[str] = "2"

    def __init__(self, aliases: Aliases, spelling: Spelling) -> None:
        self.aliases = aliases
        self.spelling = spelling

    @classmethod
    def load(cls, config: Config) -> Self:
        """Index the names of the shipped table and the desk's own.

        Raises:
            ConfigError: the desk's table is wrong.
        """
        return cls.of(Table.load(config.tags))

    @classmethod
    @lru_cache(maxsize=2)  # every tagger that leans on the table asks for the same index
    def of(cls, table: Table) -> Self:
        """Index names; only long ones without the article are known with a slip (``الوزراء`` is not ``الزوراء``)."""
        names = [name for name in table.names if name.type != _TOPIC]
        aliases = Aliases.of(names)
        long = (alias for name in names for alias in name.plain if len(alias) >= _LONG and " " not in alias)
        words = (word for alias in long for word in aliases.words(alias) if not word.startswith(_ARTICLE))
        return cls(aliases, Spelling.of(words, shortest=_LONG, ends=_SAME_END))

    def spans(self, page: Page) -> list[Span]:
        """Return every plain name, and the ambiguous ones that the article bears out."""
        matches = [(zone, match) for zone in page.zones for match in self.aliases.find(zone.text, zone.words)]
        plain = {claim.name.id for _, match in matches for claim in match.claims if not claim.ambiguous}
        found = [span for zone, match in matches for span in _meant(page, zone, match, plain)]
        return found + [span for zone in page.zones for span in self._misspelt(zone)]

    def _misspelt(self, zone: Zone) -> Iterator[Span]:
        meant_by = self.spelling.meant
        for index in [index for index, word in enumerate(zone.forms) if len(word) >= _LONG]:
            if (meant := meant_by(zone.forms[index])) is not None:
                for match in self.aliases.at(zone.text, zone.words, index, first=meant):
                    claim = match.claims[0]
                    if match.length == 1 and not claim.ambiguous:
                        yield span_of(zone.name, match.start, match.end, claim.name, MISSPELT)


def span_of(zone: str, start: int, end: int, name: Name, confidence: float) -> Span:
    """Propose a stretch of a zone as a known name."""
    return Span(zone, start, end, name.type, "rule", confidence, name.id, suggested=False)


def _meant(page: Page, zone: Zone, match: Match, plain: set[str]) -> Iterator[Span]:
    """Yield the one name that a match stands for: a plain one, else an ambiguous one that the article bears out.

    Of two places of one name the one counts whose country the article names, if it names only that.
    """
    for claim in sorted(match.claims, key=lambda claim: (_elsewhere(claim, plain), claim.ambiguous)):
        here = len(match.claims) > 1 and claim.name.parent in plain
        named = not claim.ambiguous or here or claim.name.id in plain
        if named or claim.name.needs & page.word_forms:
            yield span_of(zone.name, match.start, match.end, claim.name, BORNE_OUT if claim.ambiguous else SURE)
            return


def _elsewhere(claim: Claim, plain: set[str]) -> bool:
    return claim.name.type == "place" and claim.name.parent is not None and claim.name.parent not in plain

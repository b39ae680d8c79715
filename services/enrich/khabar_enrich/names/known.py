"""The tagger of known names: the aliases of the table wherever they stand, slips of the pen in long ones included."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import ClassVar, Final, NamedTuple, Self

from khabar.arabic import fold
from khabar.config import Config
from khabar_enrich.names.spelling import Spelling
from khabar_enrich.names.tagger import Span
from khabar_enrich.names.vocabulary import Vocabulary
from khabar_enrich.page import Page, Zone
from khabar_enrich.tags import Aliases, Claim, Match, Name, Table

SURE, BORNE_OUT, MISSPELT = 1.0, 0.8, 0.75
_TOPIC: Final = "topic"
_PLACE: Final = "place"
_AND: Final = "و"
_ARTICLE: Final = "ال"
_VOWELS: Final = re.compile("[\u064b-\u0652]")
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
        around = _Around.of(page, matches)
        found = [span for zone, match in matches for span in _meant(zone, match, around)]
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


class _Around(NamedTuple):
    """What else a page names, by which an ambiguous name is told: tags, and what they are part of."""

    words: frozenset[str]
    named: frozenset[str]
    near: frozenset[str]
    places: frozenset[tuple[str, int]]

    @classmethod
    def of(cls, page: Page, matches: Sequence[tuple[Zone, Match]]) -> Self:
        """Look at the plain names of a page, and where a plain place begins or ends."""
        plain = [(zone, match, claim.name) for zone, match in matches for claim in match.claims if not claim.ambiguous]
        named = frozenset(name.id for _, _, name in plain)
        alone = (name.parent for _, match, name in plain if len(match.claims) == 1)
        near = named | {parent for parent in alone if parent is not None}
        spans = [(zone.name, match) for zone, match, name in plain if name.type == _PLACE]
        ends = {(zone, at) for zone, match in spans for at in (match.start, match.end)}
        return cls(page.word_forms, named, near, frozenset(ends))

    def lists(self, zone: Zone, match: Match) -> bool:
        """Tell whether a name is joined by ``و`` to a plain place: ``منبج والباب``, not ``حلب والمدينة``."""
        text, start, end = zone.text, match.start, match.end
        if fold(text[start:end]).removeprefix(_AND).removeprefix(_ARTICLE) in Vocabulary.load().heads:
            return False
        before = text[start : start + 1] == _AND and (zone.name, start - 1) in self.places
        return before or (text[end : end + 2] == f" {_AND}" and (zone.name, end + 1) in self.places)


def _meant(zone: Zone, match: Match, around: _Around) -> Iterator[Span]:
    """Yield the one name that a match stands for: a plain one, else an ambiguous one that the article bears out.

    Of two places of one name the one counts whose country the article names, if it names only that.
    """
    claims = match.claims
    for claim in sorted(claims, key=lambda claim: (_elsewhere(claim, around.near), claim.ambiguous)):
        here = len(claims) > 1 and claim.name.parent in around.near
        named = not claim.ambiguous or here or claim.name.id in around.named
        listed = claim.name.type == _PLACE and around.lists(zone, match)
        if claim.ambiguous and _read_otherwise(zone.text[match.start : match.end], claim.name):
            continue
        if named or listed or claim.name.needs & around.words:
            yield span_of(zone.name, match.start, match.end, claim.name, BORNE_OUT if claim.ambiguous else SURE)
            return


def _read_otherwise(text: str, name: Name) -> bool:
    """Tell whether vowels are written on what may be a name and the table does not write these: ``صُوّر`` is not ``صور``.

    Papers write vowels where a word is to be read in another way than one would expect.
    """
    return bool(_VOWELS.search(text)) and not any(text.endswith(alias) for alias in name.ambiguous)


def _elsewhere(claim: Claim, near: frozenset[str]) -> bool:
    return claim.name.type == _PLACE and claim.name.parent is not None and claim.name.parent not in near

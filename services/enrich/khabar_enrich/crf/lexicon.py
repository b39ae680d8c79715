"""What is known of words and phrases before any text is read: how common, how inflected, and whose names they are.

The files lie in ``lexicon/`` and ``tables/``; the README there tells where each comes from and under which licence.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, NamedTuple, Self

from khabar.arabic import fold

UNKNOWN: Final = 999
_COUNTRY, _PLACES = frozenset("CL"), frozenset("CLP")
_ENDINGS_OF_NISBA: Final = ("ي", "يه", "يين", "يون", "يات")
_ENDINGS_OF_COUNTRIES: Final = ("يا", "ا", "ه")
_SHORTEST: Final = 3


class Borne(NamedTuple):
    """How many people bear a word as a given name and as a surname."""

    given: int
    surname: int


_NOBODY: Final = Borne(0, 0)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Tables over folded words and phrases (words parted by one blank).

    ``profiles`` hold of a word its `rarity` in three digits, and how it takes article, pronoun, plural, tanwin, verb
    prefix, preposition and و, a letter each. ``longest`` tells for the first words of phrases how many words the
    longest of these has, and ``pairs`` are the first two words of all that have more than one.
    """

    profiles: dict[str, str]
    phrases: dict[str, str]
    units: dict[str, Borne]
    triggers: dict[str, str]
    longest: dict[str, int]
    pairs: frozenset[str]
    nisbas: frozenset[str]

    @classmethod
    def load(cls) -> Self:
        """Read the shipped tables."""
        phrases = {cells[0]: cells[1] for cells in _lines("phrases.tsv.gz")}
        return cls(
            profiles={cells[0]: cells[1] for cells in _lines("words.tsv.gz")},
            phrases=phrases,
            units={word: Borne(int(given), int(surname)) for word, given, surname in _lines("units.tsv.gz")},
            triggers={fold(word): kind for kind, words in rows("triggers.tsv") for word in words},
            longest=_longest(phrases),
            pairs=frozenset(" ".join(phrase.split(" ", 2)[:2]) for phrase in phrases if " " in phrase),
            nisbas=frozenset(_nisbas(phrases)),
        )

    def rarity(self, word: str) -> int:
        """How rare a word is: -100 times the logarithm of its share of all words (600 = one in a million)."""
        profile = self.profiles.get(word)
        return int(profile[:3]) if profile else UNKNOWN

    def classes(self, word: str) -> str:
        """The classes of a word that is a phrase of its own, a letter each; small where it is also a common word."""
        return self.phrases.get(word, "")

    def borne(self, word: str) -> Borne:
        """How many people bear the word."""
        return self.units.get(word, _NOBODY)

    def names(self, word: str) -> bool:
        """Whether the word is a name of anybody or anything."""
        return word in self.phrases or word in self.units


def rows(table: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the class and the words of every row of one of our own tables."""
    text = files("khabar_enrich.crf").joinpath("tables", table).read_text("utf-8")
    for line in text.splitlines()[1:]:
        kind, _, words = line.partition("\t")
        yield kind, words.split("|")


def _lines(name: str) -> Iterator[list[str]]:
    packed = files("khabar_enrich.crf").joinpath("lexicon", name).read_bytes()
    return (line.split("\t") for line in gzip.decompress(packed).decode().splitlines())


def _longest(phrases: dict[str, str]) -> dict[str, int]:
    """How many words the longest phrase has that begins with a word."""
    longest: dict[str, int] = {}
    for phrase in phrases:
        first = phrase.partition(" ")[0]
        longest[first] = max(longest.get(first, 0), phrase.count(" ") + 1)
    return longest


def _nisbas(phrases: dict[str, str]) -> Iterator[str]:
    """Yield what someone or something of a country or well-known place may be called: سوريا gives سوري، سورية."""
    for phrase, classes in phrases.items():
        if " " in phrase or not _COUNTRY & set(classes):
            continue
        stem = phrase.removeprefix("ال")
        ending = next((end for end in _ENDINGS_OF_COUNTRIES if stem.endswith(end)), "")
        stem = stem.removesuffix(ending)
        if len(stem) >= _SHORTEST:
            yield from (stem + end for end in _ENDINGS_OF_NISBA)

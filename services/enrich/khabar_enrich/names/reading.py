"""A zone as the grammar of names reads it: word by word, with what stands between them."""

import re
from typing import Final

from khabar.arabic import Word, bare
from khabar.models import TagType
from khabar_enrich.names.vocabulary import Vocabulary
from khabar_enrich.page import Zone
from khabar_enrich.tags import Aliases, Match, Name

ARTICLE: Final = "ال"
_AND: Final = "و"
_SPACE: Final = re.compile(r"[^\S\n]{1,3}-?[^\S\n]{0,2}|-")
_QUOTE: Final = re.compile(r"[^\S\n]{0,3}[\"“«„‘'][^\S\n]{0,3}")
_PREPOSITIONS: Final = {"على": "على", "إلى": "على", "الى": "على"}  # unfolded: علي is a name
_COMMAS: Final = frozenset({"، ", ", "})
_QUOTES: Final = "\"”»’'"


class Reading:
    """A zone, the vocabulary of names and the index of known ones."""

    __slots__ = ("_folded", "aliases", "spelt", "vocabulary", "words", "zone")

    def __init__(self, zone: Zone, vocabulary: Vocabulary, aliases: Aliases) -> None:
        self.zone = zone
        self.vocabulary = vocabulary
        self.aliases = aliases
        self.words: tuple[Word, ...] = zone.words
        self.spelt = [*map(_PREPOSITIONS.get, [text for _, _, text, _ in zone.words], zone.forms)]
        self._folded = [*self.spelt, ""]

    def folded(self, index: int) -> str:
        """A folded word, the empty one beyond the ends."""
        return self._folded[index] if index < len(self._folded) else ""

    def joined(self, index: int) -> bool:
        """Tell whether only a space stands before a word."""
        if not 0 < index < len(self.words):
            return False
        start, end = self.words[index - 1].end, self.words[index].start
        return self.zone.text[start:end] == " " or _SPACE.fullmatch(self.zone.text, start, end) is not None

    def comma(self, index: int) -> bool:
        """Tell whether a comma and a space stand before a word."""
        if not 0 < index < len(self.words):
            return False
        return self.zone.text[self.words[index - 1].end : self.words[index].start] in _COMMAS

    def quoted(self, index: int) -> bool:
        """Tell whether a quotation opens before a word."""
        if not 0 < index < len(self.words):
            return False
        return _QUOTE.fullmatch(self.zone.text, self.words[index - 1].end, self.words[index].start) is not None

    def known(self, index: int, type_: TagType) -> tuple[Match, Name] | None:
        """The longest known name of a type that begins at a word, an ambiguous one too."""
        for match in reversed(self.aliases.at(self.zone.text, self.words, index)):
            for claim in sorted(match.claims, key=lambda claim: claim.ambiguous):
                if claim.name.type == type_:
                    return match, claim.name
        return None

    def closing(self, index: int, most: int) -> int | None:
        """The word after which a quotation that opens before a word closes again, if it has few words."""
        for last in range(index, min(index + most, len(self.words))):
            after = self.words[last + 1].start if last + 1 < len(self.words) else len(self.zone.text)
            gap = self.zone.text[self.words[last].end : min(after, self.words[last].end + 4)].lstrip()
            if gap[:1] and gap[:1] in _QUOTES:
                return last
            if last + 1 < len(self.words) and not self.joined(last + 1):
                return None
        return None

    def definite(self, index: int) -> bool:
        """Tell whether a word has the article, and no proclitic, and may be part of a name."""
        word = self.folded(index)
        return word.startswith(ARTICLE) and len(word) > len(ARTICLE) + 1 and not self.ends(index)

    def begins(self, index: int) -> bool:
        """Tell whether a name of its own begins behind the و of a word: ``وزارة الداخلية والحرس الوطني``."""
        word = self.folded(index)
        if not word.startswith(_AND):
            return False
        known = any(match.length > 1 for match in self.aliases.at(self.zone.text, self.words, index))
        return known or self.vocabulary.head(word[len(_AND) :]) is not None

    def ends(self, index: int) -> bool:
        """Tell whether a word cannot be part of a name after a head."""
        word, listed = self.folded(index), self.vocabulary.words
        return not word or word in listed["stop"] or word in listed["title"] or word.isdecimal()

    def place(self, index: int, *, clitic: str = "") -> bool:
        """Tell whether a place that needs no company is named at a word, behind a clitic if one is asked for."""
        word = self.folded(index)
        if clitic and not (word.startswith(clitic) and bare(word, article=False)):
            return False
        matches = self.aliases.at(self.zone.text, self.words, index) if word else []
        claims = [claim for match in matches for claim in match.claims]
        return any(claim.name.type == "place" and not claim.ambiguous for claim in claims)

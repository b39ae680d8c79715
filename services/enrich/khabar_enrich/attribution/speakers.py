"""Who has spoken so far in an article, so that المصدر, الوزارة and a bare وأضاف lead back to them."""

from dataclasses import dataclass, field, replace
from typing import Final

from khabar.models import Mention
from khabar_enrich.attribution.kinds import has_name, head_kinds, kind_of
from khabar_enrich.attribution.phrase import Phrase
from khabar_enrich.line import Line

_ARTICLE: Final = "ال"
_UNNAMED: Final = frozenset({"unnamed", "unnamed-one"})
_SHORT: Final = 3


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source as one passage names it; ``number`` is the same for all passages that mean the same source."""

    mention: Mention
    kind: str
    named: bool
    number: int
    plural: bool = False


@dataclass(slots=True)
class Speakers:
    """The speakers of an article in the order of their words."""

    last: Speaker | None = None
    _by_word: dict[str, Speaker] = field(default_factory=dict)
    _count: int = 0

    def speak(self, line: Line, phrase: Phrase) -> Speaker:
        """Take note of who speaks, and tell whether it is somebody who spoke before."""
        mention = line.mention(phrase.first, phrase.last)
        known = self._before(line, phrase)
        if known is not None:
            speaker = replace(known, mention=mention)
        else:
            kind = kind_of(line, phrase.first, phrase.last)
            named = kind != "anonymous" and has_name(line, phrase.first, phrase.last, kind)
            self._count += 1
            speaker = Speaker(mention, kind, named, self._count, plural=_is_plural(line, phrase))
        for index in range(phrase.first, phrase.last + 1):
            self._by_word[_plain(line.folded(index))] = speaker
        self.last = speaker
        return speaker

    def _before(self, line: Line, phrase: Phrase) -> Speaker | None:
        """The speaker that a phrase refers back to: a definite word of theirs, or a name of theirs by itself."""
        word = line.folded(phrase.first)
        known = self._by_word.get(_plain(word))
        if known is None or phrase.last - phrase.first >= _SHORT:
            return None
        if phrase.first == phrase.last:
            return known if word.startswith(_ARTICLE) or known.kind == "person" else None
        again = (
            word.startswith(_ARTICLE) and known.kind == "anonymous" and bool(head_kinds(line, phrase.first) & _UNNAMED)
        )
        return known if again else None


def _is_plural(line: Line, phrase: Phrase) -> bool:
    return "unnamed" in head_kinds(line, phrase.first) and _plain(line.folded(phrase.first)) not in {"مصدر", "شاهد"}


def _plain(word: str) -> str:
    return word.removeprefix(_ARTICLE)

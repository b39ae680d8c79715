"""The tagger by grammar: a word that tells the kind of what follows it, a title before a person, a chain of names."""

from collections.abc import Iterator
from typing import ClassVar, Final, NamedTuple, Self

from khabar.config import Config
from khabar_enrich.names.extent import body_end, place_end, with_sides
from khabar_enrich.names.known import BORNE_OUT, Known, span_of
from khabar_enrich.names.offices import apposed, titled
from khabar_enrich.names.persons import beginnings, may_begin, person
from khabar_enrich.names.reading import Reading
from khabar_enrich.names.spelling import Spelling
from khabar_enrich.names.tagger import Span
from khabar_enrich.names.vocabulary import Head, Vocabulary
from khabar_enrich.page import Page, Zone
from khabar_enrich.remembered import Remembered
from khabar_enrich.tags import Aliases, Match, Name

_LIKELY: Final = 0.7
_LONG: Final = 5
_LONGEST: Final = 24
_OWNED: Final = "ه"
_SELF: Final = "self"


class _Sign(NamedTuple):
    """What a word may be the beginning of, whatever stands around it."""

    head: Head | None
    misspelt: Head | None
    person: bool


class Grammar:
    """Names that no table need know, and the known ones that a word of their kind bears out (``مدينة الباب``)."""

    name: ClassVar[str] = "grammar"
    version: ClassVar[str] = "1"

    def __init__(self, aliases: Aliases) -> None:
        self._aliases = aliases
        self._vocabulary = Vocabulary.load()
        self._beginnings = beginnings(self._vocabulary)
        self._spelling = Spelling.of(self._vocabulary.heads, shortest=_LONG)
        self._remembered = Remembered(self._read)

    @classmethod
    def load(cls, config: Config) -> Self:
        """Index the names that heads and titles are followed by.

        Raises:
            ConfigError: the desk's table is wrong.
        """
        return cls(Known.load(config).aliases)

    def spans(self, page: Page) -> list[Span]:
        """Return what the grammar reads as a name."""
        return [span for zone in page.zones for span in self._zone(zone)]

    def _zone(self, zone: Zone) -> Iterator[Span]:
        reading = Reading(zone, self._vocabulary, self._aliases)
        read = self._remembered
        for index, sign in [(index, sign) for index, sign in enumerate(map(read.__getitem__, reading.spelt)) if sign]:
            head = _head(reading, index, sign)
            span = _headed(reading, index, head) if head else None
            if span is None and sign.person:
                span = _person(reading, index)
            if span is not None:
                yield span

    def _read(self, word: str) -> _Sign | None:
        if len(word) > _LONGEST:
            return None
        head = self._vocabulary.head(word)
        meant = self._spelling.meant(word) if head is None and len(word) >= _LONG else None
        misspelt = self._vocabulary.heads[meant] if meant else None
        body = misspelt if misspelt and misspelt.type == "organisation" else None
        person = may_begin(word, self._beginnings) or self._aliases.lead_to("person", word)
        return _Sign(head, body, person) if head or body or person else None


def _head(reading: Reading, index: int, sign: _Sign) -> Head | None:
    """The head at a word; a misspelt one only before a known body; ``فرقه`` is not ``فرقة`` but somebody's."""
    if sign.head is None:
        return sign.misspelt if sign.misspelt and _own(reading, index + 1) else None
    owned = sign.head.word.endswith(_OWNED) and reading.words[index].text.endswith(_OWNED)
    return None if owned else sign.head


def _headed(reading: Reading, index: int, head: Head) -> Span | None:
    if any(match.length > 1 for match in reading.aliases.at(reading.zone.text, reading.words, index)):
        return None
    return _place(reading, index, head) if head.type == "place" else _body(reading, index, head)


def _place(reading: Reading, index: int, head: Head) -> Span | None:
    known = reading.known(index + 1, "place") if reading.joined(index + 1) else None
    if known is None:
        last = place_end(reading, index + 1, head)
        return None if last is None else _span(reading, index, last, head)
    match, name = known
    last = with_sides(reading, index + match.length)
    itself = head.kind == _SELF and last == index + match.length
    return _span(reading, index, last, head, name if itself else None)


def _body(reading: Reading, index: int, head: Head) -> Span | None:
    own = _own(reading, index + 1) if head.follows != "official" else None
    if own is not None:
        match, name = own
        closed = reading.closing(index + 1, match.length)
        quoted = closed is not None and reading.quoted(index + 1)
        end = match.end + (quoted and match.end == reading.words[index + match.length].end)
        return span_of(reading.zone.name, reading.words[index].start, end, name, BORNE_OUT)
    last = body_end(reading, index + 1, head)
    return None if last is None else _span(reading, index, last, head)


def _own(reading: Reading, index: int) -> tuple[Match, Name] | None:
    if not (reading.joined(index) or reading.quoted(index)):
        return None
    return reading.known(index, "organisation")


def _person(reading: Reading, index: int) -> Span | None:
    has_title = titled(reading, index)
    if has_title and (known := reading.known(index, "person")):
        match, name = known
        return span_of(reading.zone.name, match.start, match.end, name, BORNE_OUT)
    last = person(reading, index, titled=has_title)
    if last is None and reading.comma(index):
        last = person(reading, index, titled=True)
        last = last if last is not None and apposed(reading, index, last) else None
    if last is None:
        return None
    start, end = reading.words[index].start, reading.words[last].end
    return Span(reading.zone.name, start, end, "person", "rule", _LIKELY, None, suggested=False)


def _span(reading: Reading, index: int, last: int, head: Head, name: Name | None = None) -> Span:
    start, end = reading.words[index].start, reading.words[last].end
    if name is not None:
        return span_of(reading.zone.name, start, end, name, BORNE_OUT)
    return Span(reading.zone.name, start, end, head.type, "rule", _LIKELY, None, suggested=False)

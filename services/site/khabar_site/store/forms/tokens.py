"""The tokens of units: those under which a text is indexed, and those by which a query is found."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from khabar.arabic import fold
from khabar_site.store.forms.clitics import bare, rooted
from khabar_site.store.forms.endings import NAME, stems
from khabar_site.store.forms.table import HEADS, TAILS
from khabar_site.store.forms.units import Unit, units

_REMEMBERED: Final = 50_000
_FATHATAN: Final = "\u064b"
_SEATS: Final = str.maketrans("ئؤ", "ءء")
_TEXT, _QUERY = 3, 4  # how many letters must follow a clitic
# SQLite's tokenizer knows the letters of an older Unicode; these it surely knows, and the others are written out.
_STRANGE: Final = re.compile(r"[^0-9a-zß-ɏء-ۓ]")
_JOINING: Final = frozenset(" -\u2010\u2011\u00a0_")


class Looked(NamedTuple):
    """A word of a text or a query: where it stands, and the tokens of which one is enough to find it."""

    start: int
    end: int
    tokens: tuple[str, ...]


def held(text: str) -> set[str]:
    """Return all tokens under which a text is found."""
    return {token for _, _, tokens in places(text) for token in tokens}


def places(text: str) -> Iterator[Looked]:
    """Return where each word of a text stands, and each name of two words, with the tokens that find it."""
    before = None
    for unit in units(text):
        yield Looked(unit.start, unit.end, _of(unit, _TEXT))
        if before and _is_name(before, unit) and _adjacent(text, before, unit):
            yield Looked(before.start, unit.end, _tokens(before.readings[0] + unit.readings[0], "", _TEXT))
        before = unit


def looked(text: str) -> tuple[Looked, ...]:
    """Return the words of a query; one is also found where it is written together with a word beside it."""
    found = [*_split(units(text))]
    joined = ((), *(_joined(text, one, other) for one, other in pairwise(found)), ())
    return tuple(
        Looked(unit.start, unit.end, tuple(dict.fromkeys((*_asked(unit), *before, *after))))
        for unit, before, after in zip(found, joined, joined[1:], strict=False)
    )


def _joined(text: str, one: Unit, other: Unit) -> tuple[str, ...]:
    if not _adjacent(text, one, other):
        return ()
    return _tokens(one.readings[0] + other.readings[0], "", _QUERY)


def _split(found: Iterable[Unit]) -> Iterator[Unit]:
    """كوفيد19 is asked for as كوفيد and 19."""
    for unit in found:
        _, *parts = unit.readings
        if len(parts) > 1 and not unit.written[0].isdecimal():
            yield from (unit._replace(written=part, readings=(part,)) for part in parts)
        elif parts and "".join(parts) != unit.readings[0] and not unit.readings[0].isascii():
            yield unit._replace(written=parts[0], readings=(parts[0],))  # a clitic stuck to a foreign word
        else:
            yield unit


def _asked(unit: Unit) -> tuple[str, ...]:
    return _of(unit._replace(readings=unit.readings[:1]), _QUERY)


def _of(unit: Unit, least: int) -> tuple[str, ...]:
    if len(unit.readings) == 1:
        return _tokens(unit.readings[0], unit.written, least)
    found = (token for reading in unit.readings for token in _tokens(reading, unit.written, least))
    return tuple(dict.fromkeys(found))


@lru_cache(_REMEMBERED)
def _tokens(folded: str, written: str, least: int) -> tuple[str, ...]:
    seated = _seated(written)
    bases = bare(folded, least)
    if seated and seated != folded:
        bases |= {seated} if rooted(folded) else bare(seated, least)
    accusative = _FATHATAN in written[-2:]
    found = {stem for base in bases for stem in stems(base, accusative=accusative, text=least == _TEXT)}
    return tuple(sorted(_STRANGE.sub(_escaped, token) for token in found))


def _escaped(match: re.Match[str]) -> str:
    return f"{NAME}{ord(match[0]):x}"


def _seated(written: str) -> str:
    """A word with every hamza on the line, so that مسئول and مسؤول are one; empty where it has none inside."""
    if "ئ" not in written and "ؤ" not in written:
        plain = unicodedata.normalize("NFKC", written)
        if "ء" not in plain and "ئ" not in plain and "ؤ" not in plain:
            return ""
        written = plain
    return fold(written.translate(_SEATS))


def _is_name(one: Unit, other: Unit) -> bool:
    first, second = one.readings[0], other.readings[0]
    if first.isascii():
        return second.isdecimal() and not first.isdecimal()
    return second in TAILS or _heads(first)


@lru_cache(_REMEMBERED)
def _heads(word: str) -> bool:
    return not HEADS.isdisjoint(bare(word, 2))


def _adjacent(text: str, one: Unit, other: Unit) -> bool:
    return _JOINING.issuperset(text[one.end : other.start])

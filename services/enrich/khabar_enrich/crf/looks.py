"""What a word looks like by itself: worked out once per word, whatever text it stands in."""

from collections.abc import Iterator
from math import log2
from typing import Final, NamedTuple

from khabar.arabic import bare
from khabar_enrich.crf.lexicon import UNKNOWN, Lexicon
from khabar_enrich.crf.spelling import Cut, cut

_ORGANISATIONS: Final = frozenset("OKMB")
_BORNE_OFTEN: Final = 20
_TOO_COMMON_TO_NAME, _TOO_COMMON_TO_REPEAT, _FREQUENT, _FUNCTION, _RARE = 352, 370, 400, 300, 552
_SHORT: Final = 4
_AFFIXES: Final = (1, 2, 3, 4)
_LONG: Final = 9
_RARITIES: Final = 66  # width of a band of rarity


class Look(NamedTuple):
    """A word's attributes as itself (``own``) and as a neighbour one or two words away, and what patterns need.

    ``kind`` is its class of a small vocabulary; ``beginnings`` are the forms in which it may begin a known phrase;
    ``repeats`` tells whether its other mentions in the article say something about it.
    """

    own: tuple[str, ...]
    near: tuple[str, ...]
    far: tuple[str, ...]
    kind: str
    core: str
    beginnings: tuple[str, ...]
    repeats: bool


def look(word: str, lexicon: Lexicon) -> Look:
    """Look at one folded word or mark."""
    parts = cut(word, lexicon)
    kind = _kind(word, parts, lexicon)
    known = tuple(_known(parts, kind, lexicon))
    forms = dict.fromkeys((word, parts.core, *bare(word, article=False)))
    return Look(
        own=(f"w={word}", f"c={parts.stem}", *_shape(word, parts), *_profile(parts, lexicon), *known),
        near=(f"w={word}", f"c={parts.stem}", *_edges(parts), *known),
        far=(f"w={word}", f"k={kind}"),
        kind=kind,
        core=parts.core,
        beginnings=tuple(form for form in forms if form in lexicon.longest),
        repeats=word[:1].isalpha() and lexicon.rarity(parts.core) > _TOO_COMMON_TO_REPEAT,
    )


def _shape(word: str, parts: Cut) -> Iterator[str]:
    if parts.clitics:
        yield f"cl={parts.clitics}"
    if parts.article:
        yield f"al={parts.clitics}"
        yield "al"
    if any(letter.isdigit() for letter in word):
        yield "digit"
    if word.isascii() and word.isalpha():
        yield "latin"
    if word.isalpha():
        stem = parts.stem
        yield f"len={min(len(stem), _LONG)}"
        for letters in _AFFIXES:
            if len(stem) > letters:
                yield f"p{letters}={stem[:letters]}"
                yield f"s{letters}={stem[-letters:]}"


def _edges(parts: Cut) -> Iterator[str]:
    if parts.clitics:
        yield f"cl={parts.clitics}"
    if parts.article:
        yield "al"
    if len(parts.stem) >= _SHORT:
        yield f"p2={parts.stem[:2]}"
        yield f"s2={parts.stem[-2:]}"


def _profile(parts: Cut, lexicon: Lexicon) -> Iterator[str]:
    form = parts.core if parts.core in lexicon.profiles else parts.stem
    rarity, inflection = lexicon.rarity(form), lexicon.inflection(form)
    if rarity == UNKNOWN:
        yield "unknown"
        yield f"unknown{parts.article:d}"
        return
    band = f"r={rarity // _RARITIES}"
    yield band
    yield f"{band}{inflection[:1]}"
    yield f"noun={inflection[:3]}"
    yield f"verb={inflection[3:]}"
    yield from (f"i{place}={letter}" for place, letter in enumerate(inflection))


def _known(parts: Cut, kind: str, lexicon: Lexicon) -> Iterator[str]:
    yield f"k={kind}"
    borne = lexicon.borne(parts.core if parts.core in lexicon.units else parts.stem)
    yield from (f"{role}={_strength(count)}" for role, count in zip("gs", borne, strict=True) if count)
    if not any(borne):
        yield "nobody"
    if parts.core in lexicon.nisbas or parts.stem in lexicon.nisbas:
        yield "nisba"
    trigger = lexicon.triggers.get(parts.core) or lexicon.triggers.get(parts.stem)
    if trigger:
        yield f"t={trigger}"


def _strength(count: int) -> int:
    return min(4, int(log2(count + 1) / 2))


def _kind(word: str, parts: Cut, lexicon: Lexicon) -> str:
    if parts.core in lexicon.triggers:
        return lexicon.triggers[parts.core]
    if not word.isalpha():
        return "digit" if word[:1].isdigit() else word[:1]
    if word.isascii():
        return "latin"
    return _kind_of_name(parts, lexicon) or _kind_of_word(word, parts, lexicon)


def _kind_of_name(parts: Cut, lexicon: Lexicon) -> str | None:
    classes, borne = lexicon.classes(parts.core), lexicon.borne(parts.core)
    role = "G" if borne.given >= borne.surname else "S"
    if "C" in classes:
        return "C"
    if classes[:1] != "~" and not _ORGANISATIONS.isdisjoint(classes):
        return "O"
    if "L" in classes or ("P" in classes and classes[0] != "~"):
        return "L"
    rare = lexicon.rarity(parts.core) > _TOO_COMMON_TO_NAME
    if rare and sum(borne) >= _BORNE_OFTEN:
        return role
    if parts.core in lexicon.nisbas or (parts.article and parts.stem in lexicon.nisbas):
        return "N"
    return role.lower() if rare and any(borne) else None


def _kind_of_word(word: str, parts: Cut, lexicon: Lexicon) -> str:
    rarity = lexicon.rarity(word)
    if rarity == UNKNOWN:
        return "U"
    if rarity < _FREQUENT:
        return f"F{word}" if len(word) < _SHORT and rarity < _FUNCTION else "F"
    if parts.article:
        return "A"
    return "R" if rarity > _RARE else "W"

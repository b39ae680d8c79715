"""What a word looks like by itself: worked out once per word, whatever text it stands in."""

from collections.abc import Sequence
from functools import lru_cache
from math import log2
from typing import Final, NamedTuple

from khabar.arabic import bare
from khabar_enrich.crf.lexicon import UNKNOWN, Borne, Lexicon
from khabar_enrich.crf.spelling import Cut, cut

FAR: Final = 2
_ORGANISATIONS: Final = frozenset("OKMB")
_BORNE_OFTEN: Final = 20
_TOO_COMMON_TO_NAME, _TOO_COMMON_TO_REPEAT, _FREQUENT, _FUNCTION, _RARE = 352, 370, 400, 300, 552
_SHORT: Final = 4
_EDGE, _AFFIX = 2, 4  # letters of the affixes that words beside it see, and of the longest
_PROFILES: Final = 8192
_AFFIXES: Final = 16_384  # of all words of a newspaper
_LONG: Final = 9
_RARITIES: Final = 66  # width of a band of rarity


class Look(NamedTuple):
    """What is kept of a word.

    ``kind`` is its class of a small vocabulary and ``core`` the word without clitics; ``beginnings`` are the forms in
    which it may begin a known phrase; ``repeats`` tells whether its other mentions in the article say something.
    """

    kind: str
    core: str
    beginnings: tuple[str, ...]
    repeats: bool


class Marks(NamedTuple):
    """A word's attributes: ``near`` count for itself and the words beside it, the first `FAR` also for those beyond.

    ``profile``, the same for many words, and ``own`` count for itself alone.
    """

    near: list[str]
    profile: tuple[str, ...]
    own: list[str]


class _Known(NamedTuple):
    """What the lexicon has of a word without clitics; the profile may be that of its stem."""

    rarity: int
    profile: str
    classes: str
    borne: Borne
    trigger: str | None


def look(word: str, lexicon: Lexicon) -> tuple[Look, Marks]:
    """Look at one folded word or mark."""
    rests = bare(word, article=False)
    parts = cut(word, rests, lexicon)
    known = _known(parts, lexicon)
    kind = _kind(word, parts, known, lexicon)
    forms = dict.fromkeys((word, parts.core, *rests)) if rests else (word,)
    beginnings = tuple([form for form in forms if form in lexicon.longest])
    repeats = word[:1].isalpha() and known.rarity > _TOO_COMMON_TO_REPEAT
    near = [f"k={kind}", f"w={word}", f"c={parts.stem}", *_joined(parts), *_bearers(known, parts, lexicon)]
    own: list[str] = []
    if word.isalpha():
        _add_letters(parts.stem, near, own)
        if word.isascii():
            own.append("latin")
    elif any(letter.isdigit() for letter in word):
        own.append("digit")
    return Look(kind, parts.core, beginnings, repeats), Marks(near, _profile(known.profile, parts), own)


def _known(parts: Cut, lexicon: Lexicon) -> _Known:
    core = parts.core
    return _Known(
        lexicon.rarity(core),
        lexicon.profiles.get(core) or lexicon.profiles.get(parts.stem, ""),
        lexicon.classes(core),
        lexicon.borne(core),
        lexicon.triggers.get(core),
    )


def _joined(parts: Cut) -> Sequence[str]:
    """What the word bears in front."""
    if parts.article:
        return (f"cl={parts.clitics}", f"al={parts.clitics}", "al") if parts.clitics else ("al=", "al")
    return (f"cl={parts.clitics}",) if parts.clitics else ()


def _add_letters(stem: str, near: list[str], own: list[str]) -> None:
    own.append(f"len={min(len(stem), _LONG)}")
    most = min(len(stem) - 1, _AFFIX)
    affixes = (_prefixes(stem[:most]), _suffixes(stem[-most:])) if most > 0 else ()
    for letters, pair in enumerate(zip(*affixes, strict=True), 1):
        (near if letters == _EDGE else own).extend(pair)


@lru_cache(_AFFIXES)
def _prefixes(beginning: str) -> tuple[str, ...]:
    return tuple([f"p{letters}={beginning[:letters]}" for letters in range(1, len(beginning) + 1)])


@lru_cache(_AFFIXES)
def _suffixes(end: str) -> tuple[str, ...]:
    return tuple([f"s{letters}={end[-letters:]}" for letters in range(1, len(end) + 1)])


def _profile(profile: str, parts: Cut) -> tuple[str, ...]:
    if not profile:
        return ("unknown", f"unknown{parts.article:d}")
    return _inflected(int(profile[:3]) // _RARITIES, profile[3:])


@lru_cache(_PROFILES)
def _inflected(rarity: int, inflection: str) -> tuple[str, ...]:
    """What the frequency of a word and of its forms tells."""
    band = f"r={rarity}"
    letters = [f"i{place}={letter}" for place, letter in enumerate(inflection)]
    return band, f"{band}{inflection[:1]}", f"noun={inflection[:3]}", f"verb={inflection[3:]}", *letters


def _bearers(known: _Known, parts: Cut, lexicon: Lexicon) -> list[str]:
    """Whose names the word is part of, and what follows it."""
    borne = known.borne if any(known.borne) else lexicon.borne(parts.stem)
    found = [f"{role}={_strength(count)}" for role, count in zip("gs", borne, strict=True) if count] or ["nobody"]
    if parts.core in lexicon.nisbas or parts.stem in lexicon.nisbas:
        found.append("nisba")
    trigger = known.trigger or lexicon.triggers.get(parts.stem)
    if trigger:
        found.append(f"t={trigger}")
    return found


def _strength(count: int) -> int:
    return min(4, int(log2(count + 1) / 2))


def _kind(word: str, parts: Cut, known: _Known, lexicon: Lexicon) -> str:
    if known.trigger is not None:
        return known.trigger
    if not word.isalpha():
        return "digit" if word[:1].isdigit() else word[:1]
    if word.isascii():
        return "latin"
    return _kind_of_name(parts, known, lexicon) or _kind_of_word(word, parts, known, lexicon)


def _kind_of_name(parts: Cut, known: _Known, lexicon: Lexicon) -> str | None:
    classes, borne = known.classes, known.borne
    role = "G" if borne.given >= borne.surname else "S"
    if "C" in classes:
        return "C"
    if "L" in classes or ("P" in classes and classes[0] != "~"):
        return "L"  # before organisations: many a place has a council or a club that goes by its name alone
    if classes[:1] != "~" and not _ORGANISATIONS.isdisjoint(classes):
        return "O"
    rare = known.rarity > _TOO_COMMON_TO_NAME
    if rare and sum(borne) >= _BORNE_OFTEN:
        return role
    if parts.core in lexicon.nisbas or (parts.article and parts.stem in lexicon.nisbas):
        return "N"
    return role.lower() if rare and any(borne) else None


def _kind_of_word(word: str, parts: Cut, known: _Known, lexicon: Lexicon) -> str:
    rarity = known.rarity if word == parts.core else lexicon.rarity(word)
    if rarity == UNKNOWN:
        return "U"
    if rarity < _FREQUENT:
        return f"F{word}" if len(word) < _SHORT and rarity < _FUNCTION else "F"
    if parts.article:
        return "A"
    return "R" if rarity > _RARE else "W"

"""What a word is without its endings: plural, dual, feminine, nisba, attached pronouns, and the English plural.

The rules are those of any school grammar, applied to folded words: ة and ه are one letter, ى and ي too.
"""

from typing import Final

from khabar_site.store.forms.table import FIRM, NAMES, SHORT

NAME: Final = "ٱ"  # folded texts have no such letter
_SHORTEST: Final = 3
_LONGER: Final = 4
_PRONOUNS: Final = (("هما", 4), ("ها", 3), ("هم", 3), ("هن", 3), ("نا", 3), ("كم", 4))
_FEMININE_DUALS: Final = (("تان", 2), ("تين", 2), ("تا", 4))
_PLURALS: Final = ("ون", "ين")
_TWO: Final = 2
_MASDAR: Final = 5
_SIBILANTS: Final = ("sses", "shes", "ches", "xes", "zes")
_NOT_PLURAL: Final = ("ss", "us", "is", "news")


def stems(word: str, *, accusative: bool, text: bool) -> set[str]:
    """Return the tokens of a word without clitics: names with a mark of their own, other words without endings.

    Args:
        word: a folded word.
        accusative: an alef at its end was written with two fathas.
        text: the word stands in a text, where more may be an ending than in a query.
    """
    if word.isascii():
        return {_english(word)}
    if word in NAMES:
        return {NAME + word}
    found = {stem for base in _without_pronoun(word) for stem in _base(base, accusative=accusative, text=text)}
    return {stem.rstrip("ء") or stem for stem in found} | _country(word)


def _country(word: str) -> set[str]:
    """سورية is also سوريا."""
    known = f"{word[:-1]}ا"
    return {NAME + known} if word.endswith("يه") and known in NAMES else set()


def _without_pronoun(word: str) -> set[str]:
    if word in FIRM:
        return {word}
    for ending, least in _PRONOUNS:
        base = word.removesuffix(ending)
        if base != word and len(base) >= least and not (len(base) == _SHORTEST and base[-1] == "ا"):
            also = {word[:-1]} if ending == "نا" else set()  # سكانا is also an accusative
            return _before_pronoun(base) | also
    if word.endswith("ه") and word[-2:-1] == "ت" and len(word) > _LONGER:
        return _before_pronoun(word[:-1])
    return {word}


def _before_pronoun(base: str) -> set[str]:
    """The ت before a pronoun may be the word's own, or its ة."""
    return {base, f"{base[:-1]}ه"} if base[-1] == "ت" and base[-2] != "ا" else {base}


def _base(word: str, *, accusative: bool, text: bool) -> set[str]:
    if word in FIRM or len(word) < _SHORTEST:
        return {word}
    if found := _feminine(word) or _plural(word):
        return found
    base, last = word[:-1], word[-1]
    long = len(base) >= _LONGER
    if (last == "ه" and len(base) >= _SHORTEST) or (last == "و" and long):
        return {base}
    if last == "ا" and (long or accusative or base in SHORT):
        return {base}
    if last == "ي" and text and long:  # معلمي المدرسة; in a query سوري is not سور
        return {word, *_feminine_construct(base), base}
    return {word}


def _feminine(word: str) -> set[str]:
    for ending, least in _FEMININE_DUALS:
        base = word.removesuffix(ending)
        if base != word and len(base) >= least and not _masdar(word):
            return {_feminine_base(base), f"{base}ت"}  # شركتان of شركة, but ثابتان of ثابت
    base = word.removesuffix("ات")
    return {_feminine_base(base)} if base != word and len(base) >= _TWO else set()


def _feminine_base(base: str) -> str:
    return base if len(base) >= _SHORTEST else f"{base}ه"


def _feminine_construct(base: str) -> set[str]:
    """طائرتي إغاثة, two planes with what they carry."""
    return {base[:-1]} if base[-1] == "ت" else set()


def _plural(word: str) -> set[str]:
    base, ending = word[:-2], word[-2:]
    if ending in _PLURALS and len(base) >= _SHORTEST and base[-1] != "ا" and not _masdar(word):
        return {base}
    if ending == "ان" and (len(base) >= _LONGER or base in SHORT):
        return {base}
    return set()


def _masdar(word: str) -> bool:
    """تعيين and تموين, whose ين is their own."""
    return len(word) == _MASDAR and word[0] == "ت" and word.endswith("ين")


def _english(word: str) -> str:
    """A plural's token is its singular's: citi of city and cities, movi of movie and movies."""
    if word.endswith(_SIBILANTS):
        word = word[:-2]
    elif word.endswith("s") and len(word) > _SHORTEST and not word.endswith(_NOT_PLURAL):
        word = word[:-1]
    if len(word) > _SHORTEST and word.endswith("ie"):
        return word[:-1]
    return f"{word[:-1]}i" if len(word) > _SHORTEST and word.endswith("y") else word

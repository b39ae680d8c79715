"""Words that no keyphrase holds."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from khabar.arabic import bare, fold
from khabar_enrich.remembered import Remembered

_SHORTEST: Final = 3
_LONGEST: Final = 25
_VERB: Final = 4
_NOUNS_IN_T: Final = frozenset(
    map(
        fold,
        [
            "انترنت",
            "توقيت",
            "تثبيت",
            "تصويت",
            "تفاوت",
            "مبيت",
            "ثوابت",
            "كبريت",
            "اسمنت",
            "سبت",
            "بيوت",
            "اصوات",
            "موقت",
            "صامت",
            "ثابت",
        ],
    )
)
_NOUNS_IN_Y: Final = ("يوم", "يهود", "يسار", "يمين", "يمن", "ياب", "يونان", "ياسم", "يورو", "يدو", "يقين", "يافع")
_PRONOUNS: Final = ("ها", "هم", "هما", "هن", "كم", "ته")


def _carries(folded: str) -> bool:
    """Tell what may be part of a keyphrase.

    Verbs in ت and ي are known by their letters, though a few nouns are taken for them; an ending that stands for a
    person or thing told before makes a word of this sentence alone.
    """
    if not _SHORTEST <= len(folded) <= _LONGEST or not folded.isalpha() or not folded[0] > "\u0600":
        return False
    if not _unwanted().isdisjoint((folded, *bare(folded))):
        return False
    return not _verb(folded) and not (folded.endswith(_PRONOUNS) and len(folded) > _VERB)


def boilerplate() -> tuple[str, ...]:
    """Return what tells, folded, that a text speaks to the reader."""
    return _boilerplate()


def _verb(folded: str) -> bool:
    if len(folded) < _VERB:
        return False
    past = folded.endswith("ت") and not folded.endswith("ات") and folded.removeprefix("ال") not in _NOUNS_IN_T
    present = folded.startswith("ي") and not folded.startswith(_NOUNS_IN_Y)
    return (past and not folded.startswith("ال")) or present or folded.endswith("وا")


@cache
def _unwanted() -> frozenset[str]:
    return frozenset(
        fold(word) for name in ("stop-words.txt", "phrase-words.txt") for line in _lines(name) for word in line.split()
    )


@cache
def _boilerplate() -> tuple[str, ...]:
    return tuple(" ".join(fold(line).split()) for line in _lines("boilerplate.txt"))


def _lines(name: str) -> Iterator[str]:
    text = files("khabar_enrich").joinpath("tables", name).read_text("utf-8")
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))


CARRYING: Final = Remembered(_carries)
"""Whether a folded word may be part of a keyphrase: no word of grammar, no figure, hardly a verb."""

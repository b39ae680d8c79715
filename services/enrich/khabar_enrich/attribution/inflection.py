"""The forms of a verb of saying that news uses: third person, past and present, active, and with an object."""

from collections.abc import Iterator
from typing import Final

_PAST: Final = ("", "ت", "ا", "تا", "وا")
_PAST_OF_WEAK: Final = ("ى", "ت", "يا", "تا", "وا")
_OBJECTS: Final = ("ه", "ها", "هم")
_WEAK: Final = ("ى", "ي", "و")
_FEMININE_PLURAL: Final = ("", "ان", "ون")


def past(perfect: str) -> Iterator[str]:
    """قال · قالت · قالا · قالتا · قالوا; of a verb in ى its weak letter goes: نفى · نفت · نفوا."""
    if perfect.endswith("ى"):
        yield from (perfect[:-1] + ending for ending in _PAST_OF_WEAK)
    else:
        yield from (perfect + ending for ending in _PAST)


def present(imperfect: str) -> Iterator[str]:
    """يقول · تقول · يقولان · تقولان · يقولون."""
    yield imperfect
    yield "ت" + imperfect[1:]
    stem = imperfect[:-1] if imperfect.endswith(_WEAK) else imperfect
    yield from (person + stem[1:] + ending for person in "يت" for ending in _FEMININE_PLURAL[1:])


def with_object(perfect: str, imperfect: str) -> Iterator[str]:
    """أعلنه · أعلنتها · يعلنها: whoever says it follows, what is said came before."""
    weak = perfect.endswith("ى")
    root = perfect[:-1] if weak else perfect
    stems = (root + "ت", root + "ا" * weak)
    yield from (stem + ending for stem in stems for ending in _OBJECTS)
    if imperfect != "-" and not imperfect.endswith(_WEAK):
        yield from (person + imperfect[1:] + ending for person in "يت" for ending in _OBJECTS)


def participles(participle: str) -> Iterator[str]:
    """مضيفا · مضيفة · مضيفين, as they follow a sentence."""
    stem = participle.removesuffix("ي")
    yield from (participle + "ا", participle + "ة", stem + "ين")

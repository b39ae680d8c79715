"""Taking proclitics off a word where the lexicon bears it out: ``وبدمشق`` is ``دمشق``, ``وزير`` stays whole."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from khabar_enrich.crf.lexicon import UNKNOWN, Lexicon

_ARTICLE: Final = "ال"
_SHORTEST: Final = 4  # with the article, so that two letters of the word remain at the least


class Cut(NamedTuple):
    """A word in its parts: what was cut off, whether the core has the article, the core, and the core without it."""

    clitics: str
    article: bool
    core: str
    stem: str


def cut(word: str, rests: Sequence[str], lexicon: Lexicon) -> Cut:
    """Cut a folded word letter by letter: a shorter form counts where it is a name, or commoner than the longer one.

    Args:
        word: the word.
        rests: what may remain of it without proclitics, longest first.
        lexicon: what bears a form out.
    """
    core = word
    for shorter in rests:
        if lexicon.names(core):
            break
        rarity = lexicon.rarity(core)
        if rarity < UNKNOWN and len(core) > len(shorter) + 1:
            continue  # وكاله is a word itself and كاله is none: it is not و and ك before اله
        if lexicon.names(shorter) or lexicon.rarity(shorter) < rarity:
            core = shorter
    article = core.startswith(_ARTICLE) and len(core) > _SHORTEST
    swallowed = not word.endswith(core)  # ل before ال swallows its alef
    clitics = word[: len(word) - len(core) + swallowed]
    return Cut(clitics, article, core, core[2:] if article else core)

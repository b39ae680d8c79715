"""What a word is without what Arabic writes onto its front: and, so, in, like, to, and the article."""

import re
from typing import Final

from khabar_site.store.forms.endings import stems
from khabar_site.store.forms.table import NAMES, ROOTED

_DEFINITE: Final = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=..)")
_ARTICLE: Final = "ال"
_TWO: Final = 2
_ENDS: Final = "هي"
_ONTO_ALL: Final = "وف"
_ONTO_NOUNS: Final = "بكل"
_ROOTED_STEMS: Final = frozenset(stem for word in ROOTED for stem in stems(word, accusative=False, text=False))


def bare(word: str, least: int) -> set[str]:
    """Return what a folded word may be without its clitics; with the article it is nothing but what follows.

    Args:
        word: a folded word.
        least: how many letters must follow a clitic, but for a known name.
    """
    if word in NAMES or rooted(word):
        return {word}
    if rests := _definite(word):
        return rests
    found, rest = {word}, word[1:]
    if word[:1] in _ONTO_ALL and _stands(rest, least):
        found |= bare(rest, least)
    elif word[:1] in _ONTO_NOUNS and _stands(rest, least):
        found.add(rest)
    return found


def rooted(word: str) -> bool:
    """Whether a word's first letter is known to be its own."""
    return word in ROOTED or not _ROOTED_STEMS.isdisjoint(stems(word, accusative=False, text=False))


def _stands(rest: str, least: int) -> bool:
    return len(rest) >= least or rest in NAMES


def _definite(word: str) -> set[str]:
    match = _DEFINITE.match(word)
    if not match:
        return set()
    before, rest = match[0], word[match.end() :]
    if len(rest) == _TWO and before != _ARTICLE and rest[-1] in _ENDS:  # والده, بالغه
        return set()
    rests = {_undefined(rest)}
    if before.endswith("لل"):  # للبنان may be ل and لبنان
        rests = {f"ل{rest}"} if rooted(f"ل{rest}") else {*rests, f"ل{rest}"}
    return rests


def _undefined(rest: str) -> str:
    """الالتزام loses what looks like a second article, as التزام loses it."""
    return rest[2:] if rest.startswith(_ARTICLE) and len(rest) > _TWO + 1 and rest not in NAMES else rest

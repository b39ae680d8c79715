"""How far the name of a person goes: given names and surnames one after the other, by the units of known names.

A name has two units at least. Where no title stands before it, it begins with a given name that is no ordinary word.
"""

from typing import Final

from khabar.arabic import bare
from khabar_enrich.names.reading import ARTICLE, Reading

_MOST: Final = 6
_FAR: Final = 5
_SHORTEST: Final = 2
_LONG: Final = 5
_PARTICLES: Final = frozenset({"عبد", "ابو", "بن", "ابن", "بنت", "ال", "ولد", "ام"})
_LINKS: Final = frozenset({"بن", "عبد"})  # what stands before either is a given name, whatever it means otherwise


def person(reading: Reading, index: int, *, titled: bool) -> int | None:
    """Return the last word of the name of a person that begins at a word, None where none does."""
    form = _first(reading, index, titled=titled)
    if form is None:
        return None
    last = _unit(reading, index, form)
    count = 1
    while count < _MOST and reading.joined(last + 1):
        after = _next(reading, last + 1, titled=titled and count < _SHORTEST)
        if after is None:
            break
        last, count = after, count + 1
    return last if count >= _SHORTEST else None


def may_begin(reading: Reading, index: int) -> bool:
    """Tell whether a word can be the first of a person's name, or of any known name."""
    word, known = reading.folded(index), reading.aliases.trie
    if word in reading.vocabulary.units or word in known:
        return True
    return any(form in _PARTICLES or form in reading.vocabulary.units or form in known for form in _forms(word))


def titled(reading: Reading, index: int) -> bool:
    """Tell whether a title or an office stands before a word: ``الدكتور``, ``وزير الخارجية السوري``."""
    vocabulary = reading.vocabulary
    if index and reading.joined(index) and vocabulary.is_("title", reading.folded(index - 1)):
        return True
    for at in range(index - 1, max(index - 1 - _FAR, -1), -1):
        if not reading.joined(at + 1) or reading.folded(at) in vocabulary.words["stop"]:
            return False
        if vocabulary.is_("role", reading.folded(at)) or reading.folded(at) in vocabulary.words["title"]:
            return True
        if not reading.folded(at).lstrip("ولب").startswith((ARTICLE, "لل")) and not reading.place(at):
            return False
    return False


def _first(reading: Reading, index: int, *, titled: bool) -> str | None:
    vocabulary, word = reading.vocabulary, reading.folded(index)
    linked = reading.joined(index + 1) and reading.folded(index + 1) in _LINKS
    given = vocabulary.first if titled or linked else vocabulary.given
    if word in vocabulary.words["stop"] or word in vocabulary.words["title"]:
        return None
    if not titled and reading.place(index):
        return None
    for form in (word,) if word in vocabulary.units else _forms(word):
        if form == "عبد" or (form in given and not form.startswith(ARTICLE)):
            return form
        if titled and form in vocabulary.words["particle"]:
            return form
    return None


def _forms(word: str) -> tuple[str, ...]:
    return (word, *bare(word, article=False))


def _unit(reading: Reading, index: int, form: str) -> int:
    """The last word of a unit: ``عبد الله``, ``نور الدين``, ``بن علي``."""
    listed = reading.vocabulary.words
    follows = reading.folded(index + 1)
    if reading.joined(index + 1) and (form in listed["particle"] or follows in listed["tail"]):
        return index + 1
    return index


def _next(reading: Reading, index: int, *, titled: bool) -> int | None:
    word, listed = reading.folded(index), reading.vocabulary.words
    if not word or word in listed["stop"] or word in listed["title"] or word in listed["role"]:
        return None
    if word in listed["particle"]:
        return index + 1 if reading.joined(index + 1) and reading.folded(index + 1) not in listed["stop"] else None
    surname = titled and word.startswith(ARTICLE) and len(word) >= _LONG
    return _unit(reading, index, word) if surname or word in reading.vocabulary.units else None

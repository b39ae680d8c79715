"""How far the name of a person goes: given names and surnames one after the other, by the units of known names.

A name has two units at least. Where no title stands before it, it begins with a given name that is no ordinary word.
"""

from typing import Final

from khabar.arabic import bare
from khabar_enrich.names.reading import ARTICLE, Reading
from khabar_enrich.names.vocabulary import Vocabulary

_MOST: Final = 6
_SHORTEST: Final = 2
_LONG: Final = 5
_PARTICLES: Final = frozenset({"عبد", "ابو", "بن", "ابن", "بنت", "ال", "ولد", "ام"})
_SONS: Final = frozenset({"بن", "بنت"})
_NISBA: Final = "ي"
_SERVANT: Final = "عبدال"
_LINKS: Final = frozenset({"بن", "عبد"})  # what stands before either is a given name, whatever it means otherwise


def person(reading: Reading, index: int, *, titled: bool) -> int | None:
    """Return the last word of the name of a person that begins at a word, None where none does."""
    form = _first(reading, index, titled=titled)
    if form is None:
        return None
    if form in reading.vocabulary.words["foreign"] and reading.folded(index).removeprefix("و") == form:
        return _foreign(reading, index)
    last = _unit(reading, index, form)
    count = 1
    while count < _MOST and reading.joined(last + 1):
        after = _next(reading, last + 1, titled=titled and count < _SHORTEST)
        after = last + 1 if after is None and titled and _closes(reading, last + 1) else after
        after = _tribe(reading, last + 1) if after is None else after
        if after is None:
            break
        last, count = after, count + 1
    return last if count >= _SHORTEST else None


def beginnings(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the folded words that can be the first of a person's name that no table knows."""
    listed = vocabulary.words
    return frozenset().union(vocabulary.given, vocabulary.first, listed["article"], listed["foreign"], _PARTICLES)


def may_begin(word: str, known: frozenset[str]) -> bool:
    """Tell whether a folded word is one of those `beginnings`, or a name with عبد, its proclitics aside."""
    forms = _forms(word)
    return not known.isdisjoint(forms) or any(map(_servant, forms))


def _first(reading: Reading, index: int, *, titled: bool) -> str | None:
    vocabulary, word = reading.vocabulary, reading.folded(index)
    linked = reading.joined(index + 1) and reading.folded(index + 1) in _LINKS
    given = vocabulary.first if titled or linked else vocabulary.given
    if word in vocabulary.words["stop"] or word in vocabulary.words["title"]:
        return None
    if not titled and reading.place(index):
        return None
    with_article = _links(reading, index + 1)
    for form in (word,) if word in vocabulary.units else _forms(word):
        if form == "عبد" or _servant(form) or (form in given and not form.startswith(ARTICLE)):
            return form
        foreign = form in vocabulary.words["foreign"] and word.removeprefix("و") == form
        definite = with_article and form in vocabulary.words["article"]
        if foreign or definite or (titled and form in vocabulary.words["particle"]):
            return form
    return None


def _servant(word: str) -> bool:
    """Tell whether a word is a name with عبد written as one: ``عبدالمنعم``."""
    return word.startswith(_SERVANT) and len(word) > len(_SERVANT) + 1


def _links(reading: Reading, index: int) -> bool:
    """Tell whether a word goes on a name that begins with the article: ``المختار ولد الشيخ``, ``الصادق محمد``."""
    word, vocabulary = reading.folded(index), reading.vocabulary
    return reading.joined(index) and (word in _PARTICLES or word in vocabulary.given)


def _foreign(reading: Reading, index: int) -> int | None:
    """The surname after a given name of other tongues, which no table has; it has neither article nor proclitic."""
    last = index + 1
    word, listed = reading.folded(last), reading.vocabulary.words
    if reading.joined(last) and word in listed["particle"]:
        last += 1
        word = reading.folded(last)
    ordinary = word.startswith((ARTICLE, "لل")) or len(word) <= _SHORTEST or word in listed["role"]
    if not reading.joined(last) or reading.ends(last) or ordinary or reading.place(last):
        return None
    return last


def _forms(word: str) -> tuple[str, ...]:
    return (word, *bare(word, article=False))


def _unit(reading: Reading, index: int, form: str) -> int:
    """The last word of a unit: ``عبد الله``, ``نور الدين``, ``بن علي``."""
    listed = reading.vocabulary.words
    follows = reading.folded(index + 1)
    if reading.joined(index + 1) and (form in listed["particle"] or follows in listed["tail"]):
        return index + 1
    return index


def _tribe(reading: Reading, index: int) -> int | None:
    """A surname after ``بن`` with a name, as the Gulf writes it: ``سعيد بن حمود المعولي``."""
    word, listed = reading.folded(index), reading.vocabulary.words
    ordinary = any(word in listed[kind] for kind in ("nisba", "side", "official", "built", "stop", "title", "role"))
    shaped = word.startswith(ARTICLE) and word.endswith(_NISBA) and len(word) > _LONG
    return index if index > 1 and reading.folded(index - 2) in _SONS and shaped and not ordinary else None


def _next(reading: Reading, index: int, *, titled: bool) -> int | None:
    word, listed = reading.folded(index), reading.vocabulary.words
    if not word or word in listed["stop"] or word in listed["title"] or word in listed["role"]:
        return None
    if word in listed["particle"]:
        return index + 1 if reading.joined(index + 1) and reading.folded(index + 1) not in listed["stop"] else None
    surname = titled and len(word) >= _LONG and word.startswith(ARTICLE)
    known = surname or word in reading.vocabulary.units or _servant(word)
    return _unit(reading, index, word) if known else None


def _closes(reading: Reading, index: int) -> bool:
    """Tell whether a sign follows a word that may be an unknown surname: ``المحامي عبد الرحيم بوحميد،``."""
    word, roles = reading.folded(index), reading.vocabulary.words["role"]
    shaped = (
        word not in roles
        and len(word) >= _LONG
        and not word.startswith((ARTICLE, "لل", "بال"))
        and word[-1] not in "هات"
    )
    return (
        shaped and not reading.joined(index + 1) and not reading.ends(index) and reading.vocabulary.head(word) is None
    )

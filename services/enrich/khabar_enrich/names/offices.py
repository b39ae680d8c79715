"""Titles and offices before the name of a person, and what newspapers write before who wrote an article."""

from typing import Final

from khabar_enrich.names.reading import ARTICLE, Reading

_FAR: Final = 5
_FOR: Final = frozenset({"باسم"})  # who speaks for a body: الناطق باسم الحرس الوطني


def titled(reading: Reading, index: int) -> bool:
    """Tell whether a title or an office stands before a word: ``الدكتور``, ``وزير الخارجية السوري``."""
    vocabulary = reading.vocabulary
    if index and reading.joined(index) and vocabulary.is_("title", reading.folded(index - 1)):
        return True
    if index == 1 and reading.folded(0) in vocabulary.words["byline"]:
        return True
    return reading.joined(index) and _office(reading, index - 1)


def apposed(reading: Reading, index: int, last: int) -> bool:
    """Tell whether commas part a name from an office before it: ``الناطق باسم الوزارة، رشيد الخلفي، إن``."""
    return (
        reading.comma(index)
        and (reading.comma(last + 1) or not reading.joined(last + 1))
        and _office(reading, index - 1)
    )


def _office(reading: Reading, index: int) -> bool:
    """Tell whether an office ends at a word: ``وزير الخارجية السوري``."""
    vocabulary = reading.vocabulary
    for at in range(index, max(index - _FAR, -1), -1):
        word = reading.folded(at)
        if (at < index and not reading.joined(at + 1)) or (word in vocabulary.words["stop"] and word not in _FOR):
            return False
        if vocabulary.is_("role", word) or word in vocabulary.words["title"]:
            return True
        if not _of_an_office(reading, at):
            return False
    return False


def _of_an_office(reading: Reading, index: int) -> bool:
    """Tell whether a word may stand between an office and who holds it: ``عضو مجلس النواب``, ``محافظ دير الزور``."""
    word = reading.folded(index)
    definite = word.lstrip("ولب").startswith((ARTICLE, "لل"))
    return definite or word in _FOR or word in reading.vocabulary.heads or reading.place(index)

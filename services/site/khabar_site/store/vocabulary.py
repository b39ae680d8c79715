"""The words and names that the newsroom uses, for telling a reader what was probably meant."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from khabar.models import EnrichedRevision
from khabar_site import addresses
from khabar_site.store.forms import looked, units

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARTICLE = re.compile(r"^[وف]?(?:[بكل]?ال|لل)(?=...)")
_UNSEEN = re.compile(r"[\u064b-\u065f\u0670\u0640\u200b-\u200f\u00ad]")
_SHORTEST, _LONGEST = 3, 24
_MOST_WORDS = 60
_NEAR = 2_000
_FAR_LETTERS = 5
_CHANGES = 2


def words(text: str) -> dict[str, str]:
    """The words of a text as they are compared, without the article, each with how it was written first."""
    found: dict[str, str] = {}
    for unit in units(text):
        key = bare(unit.readings[0])
        if _SHORTEST <= len(key) <= _LONGEST and key.isalpha() and len(found) < _MOST_WORDS:
            found.setdefault(key, _UNSEEN.sub("", unit.written))
    return found


def tags(revision: EnrichedRevision) -> Iterator[tuple[str, str]]:
    """Name and slug of each of an article's tags, the names as they are compared."""
    for tag in revision.enrichment.tags:
        slug, name = addresses.slug(tag.id), called(tag.name)
        if slug and name and not tag.suggested:
            yield name, slug


def called(name: str) -> str:
    """A name as it is compared: the tokens of its words."""
    return " ".join(word.tokens[0] for word in looked(name) if word.tokens)


def bare(folded: str) -> str:
    """A folded word without the article and what stands before that."""
    return _ARTICLE.sub("", folded)


def add(db: sqlite3.Connection, spelled: Mapping[str, str], names: Iterable[tuple[str, str]]) -> None:
    """Count one more article with these words and tags."""
    db.executemany(
        "INSERT INTO spelled VALUES (?, ?, 1) ON CONFLICT (word) DO UPDATE SET articles = articles + 1", spelled.items()
    )
    db.executemany(
        "INSERT INTO called VALUES (?, ?, 1) ON CONFLICT (name, slug) DO UPDATE SET articles = articles + 1",
        dict.fromkeys(map(tuple, names)),
    )


def take(db: sqlite3.Connection, spelled: Iterable[str], names: Iterable[tuple[str, str]]) -> None:
    """Count one article fewer with these words and tags; what no article has any more is forgotten."""
    for word in spelled:
        db.execute("UPDATE spelled SET articles = articles - 1 WHERE word = ?", (word,))
        db.execute("DELETE FROM spelled WHERE word = ? AND articles < 1", (word,))
    for name in dict.fromkeys(map(tuple, names)):
        db.execute("UPDATE called SET articles = articles - 1 WHERE (name, slug) = (?, ?)", name)
        db.execute("DELETE FROM called WHERE (name, slug) = (?, ?) AND articles < 1", name)


def slugs(db: sqlite3.Connection, name: str, limit: int) -> list[str]:
    """The tags of that name, the most used first."""
    rows = db.execute("SELECT slug FROM called WHERE name = ? ORDER BY articles DESC LIMIT ?", (called(name), limit))
    return [row["slug"] for row in rows]


def meant(db: sqlite3.Connection, folded: str) -> str | None:
    """The word that was probably meant by one that no article holds: the commonest that one change leads to, or two."""
    word = bare(folded)
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
        return None
    near = _commonest(db, edits(word))
    return near or (_far(db, word) if len(word) >= _FAR_LETTERS else None)


def edits(word: str) -> set[str]:
    """All words that one letter more, less, other or swapped makes of one."""
    letters = _LATIN if word.isascii() else _LETTERS
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {one + other[1:] for one, other in parts if other}
    swapped = {one + other[1] + other[0] + other[2:] for one, other in parts if len(other) > 1}
    others = {one + letter + other[1:] for one, other in parts if other for letter in letters}
    more = {one + letter + other for one, other in parts for letter in letters}
    return (less | swapped | others | more) - {word}


def _commonest(db: sqlite3.Connection, candidates: Iterable[str]) -> str | None:
    marks = sorted(candidates)
    row = db.execute(
        f"SELECT written FROM spelled WHERE word IN ({', '.join('?' * len(marks))})"  # noqa: S608 - question marks only
        " ORDER BY articles DESC, word LIMIT 1",
        marks,
    ).fetchone()
    return str(row["written"]) if row else None


def _far(db: sqlite3.Connection, word: str) -> str | None:
    """A word two changes away, with the same first two letters; only so many words are compared."""
    rows = db.execute(
        "SELECT word, written, articles FROM spelled"
        " WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ? LIMIT ?",
        (word[:2], word[:2] + "\uffff", len(word) - 2, len(word) + 2, _NEAR),
    )
    found = [(row["articles"], row["written"]) for row in rows if near(word, row["word"])]
    return str(max(found)[1]) if found else None


def near(word: str, other: str) -> bool:
    """Whether two changes of letters at most lead from one word to another."""
    above = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        line = [row]
        for column, its in enumerate(other, 1):
            line.append(min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != its)))
        if min(line) > _CHANGES:  # it only grows
            return False
        above = line
    return above[-1] <= _CHANGES

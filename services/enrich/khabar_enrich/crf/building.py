"""Making the lexicon from its sources: gazetteers, the alias table, our own tables, and a list of word frequencies."""

import gzip
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from khabar.arabic import fold
from khabar.config import TagSettings
from khabar_enrich.crf.lexicon import rows
from khabar_enrich.tags import Table

_COMMON: Final = 3e-5  # share of all words from which a single word is more than a name
_KNOWN: Final = 3e-7
_POPULOUS: Final = 100_000
_BEARERS, _BEARERS_OF_COMMON = 20, 2  # how many people our own lists of given names and surnames count for
_CLASSES: Final = {"company": "K", "outlet": "M", "club": "B", "body": "O", "thing": "T"}
_TAGS: Final = {"place": "L", "organisation": "O", "person": "R"}
_STATES: Final = ("جمهوريه ", "جزر ", "مملكه ")
_PRONOUNS, _PLURALS = ("ها", "ه", "هم", "نا"), ("ات", "ين", "ون")
_FEMININE: Final = "ه"
_BANDS: Final = (-1.5, -0.5, 0.5)

Frequencies = Mapping[str, float]
Phrases = defaultdict[str, set[str]]


def frequencies(path: Path) -> Frequencies:
    """Add up the shares of all words that fold to the same letters; a word and its share a line, parted by a tab."""
    shares: dict[str, float] = defaultdict(float)
    for line in path.read_text("utf-8").splitlines():
        word, _, share = line.partition("\t")
        folded = fold(word)
        if folded.isalpha() and not folded.isascii():
            shares[folded] += float(share)
    return dict(shares)


def word_lines(shares: Frequencies) -> Iterator[str]:
    """Yield a line for every word that is not too rare: its rarity and inflection as `Lexicon` reads them."""
    for word in sorted(word for word, share in shares.items() if share >= _KNOWN):
        rarity = min(998, round(-100 * math.log10(shares[word])))
        yield f"{word}\t{rarity:03}{_inflection(word, shares)}"


def unit_lines(folder: Path, shares: Frequencies) -> Iterator[str]:
    """Yield a line for every part of a person's name: how many bear it as a given name and as a surname."""
    bearers: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for unit, role, count in _cells(folder / "name-units.tsv"):
        bearers[fold(unit)][role != "given"] += int(count)
    for kind, words in rows("names.tsv"):
        for word in map(fold, words if kind in {"given", "surname"} else ()):
            common = shares.get(word, 0) >= 3 * _COMMON
            bearers[word][kind == "surname"] += _BEARERS_OF_COMMON if common else _BEARERS
    yield from (f"{unit}\t{given}\t{surname}" for unit, (given, surname) in sorted(bearers.items()))


def phrase_lines(folder: Path, shares: Frequencies) -> Iterator[str]:
    """Yield a line for every name of one word or more: its classes, after ``~`` where it is also a common word."""
    phrases: Phrases = defaultdict(set)
    for add in (_places, _countries, _people):
        add(folder, phrases)
    _own(phrases)
    for phrase in sorted(phrase for phrase in phrases if not phrase.isascii()):
        common = " " not in phrase and shares.get(phrase, 0) > _COMMON
        yield f"{phrase}\t{'~' * common}{''.join(sorted(phrases[phrase]))}"


def write(path: Path, lines: Iterable[str]) -> None:
    """Write lines so that the same lines give the same bytes."""
    text = "".join(f"{line}\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _places(folder: Path, phrases: Phrases) -> None:
    for cells in _cells(folder / "places.tsv"):
        for name in cells[4].split("|"):
            phrases[_phrase(name)].add("P" if int(cells[5]) >= _POPULOUS else "Q")


def _countries(folder: Path, phrases: Phrases) -> None:
    for _, name, _ in _cells(folder / "countries.tsv"):
        phrase = _phrase(name)
        phrases[phrase].add("C")
        phrases[phrase.removeprefix(next(filter(phrase.startswith, _STATES), ""))].add("C")


def _people(folder: Path, phrases: Phrases) -> None:
    for unit, role, _ in _cells(folder / "name-units.tsv"):
        if " " in unit:
            phrases[_phrase(unit)].add("G" if role == "given" else "S")
    for name, _, _ in _cells(folder / "person-names.tsv"):
        if " " in name:
            phrases[_phrase(name)].add("N")


def _own(phrases: Phrases) -> None:
    for kind, names in rows("names.tsv"):
        for name in names if kind in _CLASSES else ():
            phrases[_phrase(name)].add(_CLASSES[kind])
    for tag in Table.load(TagSettings()).names:
        for alias in (*tag.plain, *tag.ambiguous) if tag.type in _TAGS else ():
            phrases[_phrase(alias)].add(_TAGS[tag.type])


def _phrase(name: str) -> str:
    letters = (letter if letter.isalnum() else " " for letter in fold(name))
    return " ".join("".join(letters).split())


def _inflection(word: str, shares: Frequencies) -> str:
    stem = word.removesuffix(_FEMININE)
    tied = stem + "ت" if stem != word else word
    forms: tuple[Iterable[str], ...] = (
        ["ال" + word],
        [tied + pronoun for pronoun in _PRONOUNS],
        [stem + plural for plural in _PLURALS],
        [word + "ا"],
        [prefix + word for prefix in "يتس"],
        [prefix + word for prefix in "بل"],
        ["و" + word],
    )
    return "".join(_band(max(shares.get(form, 0.0) for form in some) / shares[word]) for some in forms)


def _band(ratio: float) -> str:
    if ratio <= 0:
        return "n"
    return "abcd"[sum(math.log10(ratio) >= limit for limit in _BANDS)]


def _cells(path: Path) -> Iterator[list[str]]:
    """The rows of a table after its header."""
    return (line.split("\t") for line in path.read_text("utf-8").splitlines()[1:])

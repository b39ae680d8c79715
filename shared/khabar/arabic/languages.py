"""Which language a text is written in, told by its script, its letters and its commonest words.

A newspaper's text has a function word every few words, so that a short table tells its language. Told apart are the
languages of the Arab world's newsrooms and those that their wires bring.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

_SAMPLE: Final = 1000
_WORD: Final = re.compile(r"[^\W_]+")
_LETTER: Final = 0.3
_ENOUGH: Final = 1.0
_AS_GOOD: Final = 0.6
_OUTRIGHT: Final = 0.12
_KURDISH: Final = {"ku": "ckb", "ckb": "ku"}  # one tag for both scripts is common
_PERSIAN_TO_ARABIC: Final = str.maketrans("یک", "يك")


class Told(NamedTuple):
    """A language, and the script of most letters by its Unicode name; no script where there are no letters."""

    language: str
    script: str


def language(text: str, declared: str) -> Told:
    """Tell the language of a text: the declared one if its letters and words may be of it, else the likeliest.

    Args:
        text: of which the first 1,000 letters are read.
        declared: a BCP 47 tag; it is returned as it is where nothing speaks against it.
    """
    letters = Counter(text[:_SAMPLE])
    script = _script(letters)
    candidates = _table().of_script.get(script, [])
    spoken = _WORD.findall(text[:_SAMPLE].casefold()) if candidates else []
    points = _points(letters, spoken)
    if not candidates or _holds(declared, points, candidates, len(spoken)):
        return Told(declared, script)
    return Told(max(candidates, key=lambda name: points[name]), script)  # the first of equals, which is likeliest


@dataclass(slots=True)
class _Table:
    """What speaks for which languages; those of a script in the order of the table, the likeliest first."""

    of_script: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    of_word: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    of_letter: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class _Scripts(dict[str, str]):
    """The script of each letter, worked out when it is first met; none for what is no letter."""

    def __missing__(self, letter: str) -> str:
        script = unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
        self[letter] = script
        return script


_SCRIPTS: Final = _Scripts()


def _script(letters: Counter[str]) -> str:
    counted: Counter[str] = Counter()
    for letter, count in letters.items():
        counted[_SCRIPTS[letter]] += count
    del counted[""]
    return max(counted, key=lambda name: (counted[name], name)) if counted else ""


def _holds(declared: str, points: dict[str, float], candidates: list[str], words: int) -> bool:
    """Tell whether a text may be of its declared language; one that the table does not know yields to much alone."""
    primary = declared.casefold().replace("_", "-").partition("-")[0]
    mine = primary if primary in candidates else _KURDISH.get(primary, primary)
    best = max(points[name] for name in candidates)
    if mine in candidates:
        return best < _ENOUGH or points[mine] >= best * _AS_GOOD
    known = any(primary in names for names in _table().of_script.values())
    return not known and best < _OUTRIGHT * words


def _points(letters: Counter[str], words: list[str]) -> dict[str, float]:
    """Count what speaks for each language; what several have in common speaks less for each."""
    table = _table()
    points: dict[str, float] = defaultdict(float)
    for names in filter(None, map(table.of_word.get, words)):
        for name in names:
            points[name] += 1 / len(names)
    for letter in filter(table.of_letter.__contains__, letters):
        names = table.of_letter[letter]
        for name in names:
            points[name] += letters[letter] * _LETTER / len(names)
    return points


@cache
def _table() -> _Table:
    table = _Table()
    lines = files("khabar.arabic").joinpath("tables", "languages.tsv").read_text("utf-8").splitlines()
    for line in lines[1:]:
        name, script, letters, spoken = [*line.split("\t"), "", ""][:4]
        table.of_script[script].append(name)
        for letter in letters:
            table.of_letter[letter].append(name)
        for word in filter(None, spoken.split("|")):
            for form in {word, word.translate(_PERSIAN_TO_ARABIC)}:
                table.of_word[form].append(name)
    return table

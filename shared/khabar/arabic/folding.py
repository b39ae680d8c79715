"""One spelling for comparison: what editors, wires and readers write differently becomes the same letters."""

import unicodedata
from array import array
from dataclasses import dataclass
from typing import Final

# Letters of Persian, Urdu, Kurdish and Maghreb print that papers mix with the Arabic ones, and the letters that
# everyday Arabic spelling confuses (final ya, ta marbuta). Hamza seats need no row: they decompose to base and mark.
_SAME: Final = str.maketrans("ٱىةیېےێکگڪڭݣھہەۃپچژڤڨۆۇڵڕ", "ايهييييكككككههههبجزفقوولر")
_TATWEEL: Final = "\u0640"
_LATIN_MARKS: Final = range(0x0300, 0x0370)
_ARABIC_BLOCKS: Final = (range(0x0600, 0x0700), range(0x0750, 0x0780), range(0x0870, 0x0900))


class _Folding(dict[int, str]):
    """What each code point becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _settled(chr(code))
        self[code] = folded
        return folded


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """Return the text as it is compared: no vowel signs, tatweel or direction marks, one form per letter and digit."""
    return text.translate(_FOLDING)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where each of its letters stood in the original."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the folded text into the span of the original, vowel signs of the last letter included.

        Raises:
            IndexError: the span lies outside the folded text.
        """
        if start >= end:
            point = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return point, point
        return self.starts[start], self.ends[end - 1]


def fold_with_offsets(text: str) -> Folded:
    """Fold a text and remember, for every folded letter, the code points of the original it came from."""
    pieces = list(map(_FOLDING.__getitem__, map(ord, text)))
    starts, ends = array("L"), array("L")
    done = 0
    for index in (index for index, piece in enumerate(pieces) if len(piece) != 1):
        _one_to_one(starts, ends, done, index)
        done = index + 1
        if pieces[index]:
            starts.extend([index] * len(pieces[index]))
            ends.extend([done] * len(pieces[index]))
        elif ends and _belongs_to_letter(text[index]):
            ends[-1] = done
    _one_to_one(starts, ends, done, len(text))
    return Folded("".join(pieces), starts, ends)


def _one_to_one(starts: "array[int]", ends: "array[int]", first: int, after: int) -> None:
    """Add the offsets of a run whose letters each fold to one letter, which nearly all do."""
    starts.extend(range(first, after))
    ends.extend(range(first + 1, after + 1))


def _settled(letter: str) -> str:
    """Fold one letter until folding changes nothing more, so that folding twice is folding once."""
    before, after = "", letter
    while before != after:
        before, after = after, "".join(map(_once, after))
    return after


def _once(letter: str) -> str:
    kept = (part for part in unicodedata.normalize("NFKD", letter) if not _dropped(part))
    text = unicodedata.normalize("NFC", "".join(kept)).translate(_SAME).casefold()
    return "".join(_digit(part) for part in text)


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, -1)
    return letter if value < 0 else str(value)


def _dropped(letter: str) -> bool:
    return letter == _TATWEEL or unicodedata.category(letter) == "Cf" or _is_mark(letter)


def _is_mark(letter: str) -> bool:
    code = ord(letter)
    if code in _LATIN_MARKS:
        return True
    return unicodedata.category(letter) == "Mn" and any(code in block for block in _ARABIC_BLOCKS)


def _belongs_to_letter(letter: str) -> bool:
    return letter == _TATWEEL or _is_mark(letter)

"""One spelling for comparison: what editors, wires and readers write differently becomes the same letters."""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# Letters of Persian, Urdu, Pashto, Kurdish and Maghreb print that papers mix with the Arabic ones, and the letters that
# everyday Arabic spelling confuses (final ya, ta marbuta). Hamza seats need no row: they decompose to base and mark.
_SAME: Final = str.maketrans("ٱىةیېےێکگڪڭݣھہەۃپچژڤڨۆۇڵڕڥڢڧۋۅۉٹټڈډڑړںښ", "ايهييييكككككههههبجزفقوولرففقوووتتددررنش")
_TATWEEL: Final = "\u0640"
_FORMULAS: Final = frozenset("ﷺﷻ")  # four words in one sign, which name nothing and would blow a page up 18 times
_OFTEN_MET: Final = range(0x20, 0x700)  # Latin to Arabic
_COUNT: Final = array("L", range(16_384))  # copied from, as counting anew takes longer
_LATIN_MARKS: Final = range(0x0300, 0x0370)
_ARABIC_BLOCKS: Final = (range(0x0600, 0x0700), range(0x0750, 0x0780), range(0x0870, 0x0900))


class _Folding(dict[int, str]):
    """What each code point becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _settled(chr(code))
        self[code] = folded
        return folded


def fold(text: str) -> str:
    """Return the text as it is compared: no vowel signs, tatweel or direction marks, one form per letter and digit."""
    return _ODD.sub(_piece, _with_common_folded(text))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where each of its letters stood in the original.

    Where every letter stands in the folded text as in the original, it is ``even``.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    even: bool = False

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
    plain = _with_common_folded(text)
    pieces: list[str] = []
    uneven: list[tuple[int, str]] = []
    done = 0
    for match in _ODD.finditer(plain):
        index, piece = match.start(), _FOLDING[ord(match[0])]
        pieces += (plain[done:index], piece)
        done = index + 1
        if len(piece) != 1:
            uneven.append((index, piece))
    folded = "".join([*pieces, plain[done:]])
    if not uneven:
        return Folded(folded, range(len(text)), range(1, len(text) + 1), even=True)
    return Folded(folded, *_offsets(text, uneven))


def _offsets(text: str, uneven: list[tuple[int, str]]) -> "tuple[array[int], array[int]]":
    """Where the folded letters stood, from the indexes of the letters that became none or several."""
    starts, ends = array("L"), array("L")
    done = 0
    for index, piece in uneven:
        _one_to_one(starts, ends, done, index)
        done = index + 1
        if piece:
            starts.extend([index] * len(piece))
            ends.extend([done] * len(piece))
        elif ends and _belongs_to_letter(text[index]):
            ends[-1] = done
    _one_to_one(starts, ends, done, len(text))
    return starts, ends


def _one_to_one(starts: "array[int]", ends: "array[int]", first: int, after: int) -> None:
    """Add the offsets of a run whose letters each fold to one letter, which nearly all do."""
    if after < len(_COUNT):
        starts.extend(_COUNT[first:after])
        ends.extend(_COUNT[first + 1 : after + 1])
    else:
        starts.extend(range(first, after))
        ends.extend(range(first + 1, after + 1))


def _with_common_folded(text: str) -> str:
    """Fold the few letters that most Arabic words with a hamza or an ending have, which is quickest one by one."""
    for letter, folded in _COMMON:
        text = text.replace(letter, folded)
    return text


def _piece(match: re.Match[str]) -> str:
    return _FOLDING[ord(match[0])]


def _settled(letter: str) -> str:
    """Fold one letter until folding changes nothing more, so that folding twice is folding once."""
    before, after = "", " " if letter in _FORMULAS else letter
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


_FOLDING: Final = _Folding()
_COMMON: Final = tuple((letter, _FOLDING[ord(letter)]) for letter in "أإآةىئؤ")
_ODD: Final = re.compile(
    f"[^{re.escape(''.join(letter for letter in map(chr, _OFTEN_MET) if _FOLDING[ord(letter)] == letter))}]",
)

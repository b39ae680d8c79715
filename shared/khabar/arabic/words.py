"""The words of a text, each as written and as compared."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from typing import Final, NamedTuple, cast

from khabar.arabic.folding import Folded, fold_with_offsets

_WORD: Final = re.compile(r"([^\W_]+)")  # a text is split into what stands between words, and the words


class Word(NamedTuple):
    """A word: its code points in the original text, its letters as written, and its folded letters."""

    start: int
    end: int
    text: str
    folded: str

    def at(self, index: int) -> int:
        """Return the code point of the text at which a folded letter of the word stands.

        Raises:
            IndexError: the word has no such letter.
        """
        return self.start + fold_with_offsets(self.text).starts[index]


_MADE: Final = cast("Callable[[tuple[int, int, str, str]], Word]", partial(tuple.__new__, Word))  # a page has hundreds


def words(text: str, folded: Folded | None = None) -> Iterator[Word]:
    """Return the words of a text in order; punctuation and symbols part them, vowel signs and tatweel do not.

    Args:
        text: the original text.
        folded: what `fold_with_offsets` made of it, if the caller has that already.
    """
    folded = folded or fold_with_offsets(text)
    parts = _WORD.split(folded.text)
    bounds = [*accumulate(map(len, parts))]
    starts, ends = bounds[:-1:2], bounds[1::2]
    if not folded.even:
        starts = [folded.starts[start] for start in starts]
        ends = [folded.ends[end - 1] for end in ends]
    written = map(text.__getitem__, map(slice, starts, ends))
    return map(_MADE, zip(starts, ends, written, parts[1::2], strict=True))

"""What is worked out once for every word that is met: a newspaper uses few words often."""

from collections.abc import Callable
from typing import Final, TypeVar

_MOST: Final = 65_536
_LONGEST: Final = 40

_Found = TypeVar("_Found")


class Remembered(dict[str, _Found]):
    """A table that fills as it is asked by ``[word]``; it begins anew when full, and keeps no word of absurd length.

    Args:
        find: works out what is to be known of a word, the same whenever it is asked.
        most: how many words there is room for.
    """

    __slots__ = ("_find", "_most")

    def __init__(self, find: Callable[[str], _Found], *, most: int = _MOST) -> None:
        super().__init__()
        self._find = find
        self._most = most

    def __missing__(self, word: str) -> _Found:
        found = self._find(word)
        if len(word) <= _LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[word] = found
        return found

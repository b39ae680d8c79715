"""Finding the words that tell what an article is about."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from khabar.arabic import bare
from khabar_enrich.page import Page
from khabar_enrich.remembered import Remembered
from khabar_enrich.topics.table import Cue, plain, table

_MOST_WORDS: Final = 3000  # what an article is about stands at its beginning
_LONGEST: Final = 30


def read(page: Page) -> tuple[int, Mapping[Cue, float]]:
    """Return how many words were read, and the cues met with the weights of the zones where they stand, added up."""
    met: dict[Cue, float] = defaultdict(float)
    left = _MOST_WORDS
    for zone in page.zones:
        for index in zone.where(_STARTING):
            for cue in _STARTING[zone.forms[index]] if index < left else ():
                if not cue.rest or _goes_on(zone.forms, index, cue.rest):
                    met[cue] += zone.weight
        left = max(0, left - len(zone.words))
    return _MOST_WORDS - left, met


def _starting(folded: str) -> tuple[Cue, ...]:
    """The cues that begin with a word, whatever stands before it; none for what is too long to be a word."""
    if len(folded) > _LONGEST:
        return ()
    known = table().cues
    forms = (folded, *bare(folded, article=False))
    every = dict.fromkeys((*forms, *map(plain, forms)))
    return tuple(dict.fromkeys(cue for form in every for cue in known.get(form, ())))


def _goes_on(forms: tuple[str, ...], index: int, rest: tuple[str, ...]) -> bool:
    following = forms[index + 1 : index + 1 + len(rest)]
    if not following or not following[0].endswith(rest[0]):
        return False
    return tuple([plain(form) for form in following]) == rest


_STARTING: Final = Remembered(_starting)

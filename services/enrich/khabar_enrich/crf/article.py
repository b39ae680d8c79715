"""What the other mentions of a word nearby tell about it: after a title, after a given name, inside a known name."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import Final, NamedTuple

from khabar_enrich.crf.gazetteer import Notes

_AROUND: Final = 12  # sentences before and after
_TELLING: Final = frozenset({"title", "place", "org", "say", "go", "son", "work", "Fفي", "Fمن", "Fالي"})
_NAMES: Final = frozenset("GSgs")
_OFTEN: Final = 4
_ALONE: Final[Notes] = ("d=1",)


class _Mention(NamedTuple):
    sentence: int
    place: int
    told: Notes


def told(
    sentences: Sequence[Sequence[str]],
    known: Sequence[Sequence[Notes]],
    kinds: Mapping[str, str],
    cores: Mapping[str, str],
) -> list[list[Notes]]:
    """Return for every word what its mentions in the sentences around tell, and how many they are.

    Args:
        sentences: the words of an article.
        known: the places that each has in known names.
        kinds: the kind of every word.
        cores: the core of every word whose other mentions say something.
    """
    marks: list[list[Notes]] = [[_ALONE if word in cores else () for word in words] for words in sentences]
    for mentions in _repeated(sentences, cores):
        spread = [
            _Mention(sentence, place, _evidence(sentences[sentence], known[sentence], place, kinds))
            for sentence, place in mentions
        ]
        for mention, others in _around(spread):
            marks[mention.sentence][mention.place] = others
    return marks


def _repeated(sentences: Sequence[Sequence[str]], cores: Mapping[str, str]) -> Iterator[list[tuple[int, int]]]:
    mentions: dict[str, list[tuple[int, int]]] = {}
    for sentence, words in enumerate(sentences):
        for place in compress(range(len(words)), map(cores.__contains__, words)):
            mentions.setdefault(cores[words[place]], []).append((sentence, place))
    return (places for places in mentions.values() if len(places) > 1)


def _around(mentions: Sequence[_Mention]) -> Iterator[tuple[_Mention, Notes]]:
    """Move a window over the mentions of one word, and yield each with what the others in its window tell."""
    counted: dict[str, int] = {}
    first = after = 0
    noted: dict[Notes, Notes] = {}
    for mention in mentions:
        moved = False
        while after < len(mentions) and mentions[after].sentence <= mention.sentence + _AROUND:
            _count(counted, mentions[after].told, 1)
            after, moved = after + 1, True
        while mentions[first].sentence < mention.sentence - _AROUND:
            _count(counted, mentions[first].told, -1)
            first, moved = first + 1, True
        if moved:
            noted = {}
        if after - first > 1:
            if mention.told not in noted:
                noted[mention.told] = _others(counted, mention.told, after - first)
            yield mention, noted[mention.told]


def _count(counted: dict[str, int], told: Notes, times: int) -> None:
    for mark in told:
        counted[mark] = counted.get(mark, 0) + times


def _others(counted: Mapping[str, int], own: Notes, mentions: int) -> Notes:
    others = [mark for mark, count in counted.items() if count > own.count(mark)]
    return (f"d={min(mentions, _OFTEN)}", *sorted(others))


def _evidence(words: Sequence[str], known: Sequence[Notes], place: int, kinds: Mapping[str, str]) -> Notes:
    """What one mention tells about its word: the kinds beside it and the known name it lies in."""
    found = []
    if place:
        before = kinds[words[place - 1]]
        if before in _TELLING:
            found.append(f"d={before}")
        elif before in _NAMES:
            found.append(f"d=after{before.upper()}")
    if place + 1 < len(words) and (after := kinds[words[place + 1]]) in _NAMES:
        found.append(f"d=before{after.upper()}")
    if known[place]:
        found.append(f"d={known[place][0]}")
        longer = next((mark for mark in known[place] if mark[1] != "S"), None)
        if longer:
            found.append(f"d=in{longer[2]}")
    return tuple(found)

"""Which of the blocks inside an article's element are the article's."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise, takewhile, zip_longest
from typing import Final, TypeAlias

from khabar.models import Block
from khabar_ingest import furniture
from khabar_ingest.blocks import Placed
from khabar_ingest.markup import Element, words
from khabar_ingest.pages.likeness import Heard
from khabar_ingest.text import fold, normalise

_LINKED: Final = 0.6
_NOTHING_ELSE: Final = 0.95
_MANY_LINKS: Final = 3
_FEW_LINKED: Final = 0.3
_SHORTEST_PROSE: Final = 40
_LINES: Final = frozenset({"p", "h2", "h3", "h4", "h5", "h6"})
_FAIR_PART: Final = 0.2

_Make: TypeAlias = tuple[str, str]
"""How an element is made: its name and classes."""


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A block with what its place and its words say about it."""

    placed: Placed
    group: tuple[Element, _Make]
    around: _Make
    known: bool
    prose: bool
    linked: float

    @property
    def block(self) -> Block:
        return self.placed.block


def sift(found: list[Placed], heard: Heard, title: str) -> tuple[list[Placed], list[Placed]]:
    """Part the blocks of an article from those that only lead elsewhere; ``heard`` is what trafilatura kept."""
    told = [placed for placed in found if not _repeats(placed.block, title)]
    held = Counter(around for placed in told for around in placed.origin.iterancestors())
    seen = [_see(placed, heard, held) for placed in told]
    promos = [each for each, under in zip_longest(seen, seen[1:]) if _leads_away(each, under)]
    if _characters(promos) > _FEW_LINKED * _characters(seen):
        promos = []
    leading = {*promos, *_titles_of(promos, seen)}
    body = _ranged([each for each in seen if each not in leading])
    return [each.placed for each in body], [each.placed for each in promos]


def _leads_away(each: _Seen, under: _Seen | None) -> bool:
    """Whether a block is nothing but links: no title over its own text, and no sentence full of linked names."""
    if each.linked <= _LINKED or (each.block.type == "heading" and under is not None and under.prose):
        return False
    return each.linked > _NOTHING_ELSE or (each.block.html or "").count("<a ") < _MANY_LINKS


def _titles_of(promos: list[_Seen], seen: list[_Seen]) -> list[_Seen]:
    """The headings right over what leads elsewhere."""
    leading = set(promos)
    return [over for over, under in pairwise(seen) if under in leading and over.block.type == "heading"]


def _repeats(block: Block, title: str) -> bool:
    return block.type in {"heading", "paragraph"} and fold(block.text) == fold(title)


def _see(placed: Placed, heard: Heard, held: Counter[Element]) -> _Seen:
    origin, block = placed.origin, placed.block
    parent = origin.getparent()
    outer = origin if parent is None else parent
    return _Seen(
        placed=placed,
        group=(_together(outer, held) if origin.tag in _LINES else origin, _make(origin)),
        around=_make(outer if origin.tag in _LINES else origin),
        known=heard.holds(block.text),
        prose=block.type in {"paragraph", "quote"}
        and len(block.text) >= _SHORTEST_PROSE
        and furniture.is_prose(block.text),
        linked=_linked(placed),
    )


def _together(outer: Element, held: Counter[Element]) -> Element:
    """The innermost element around a line that holds another beside it: entries of a live blog stand one by one."""
    return next((around for around in (outer, *outer.iterancestors()) if held[around] > 1), outer)


def _make(element: object) -> _Make:
    return str(element.tag), element.get("class") or ""  # type: ignore[attr-defined] # lxml ships no types


def _characters(seen: list[_Seen]) -> int:
    return sum(len(each.block.text) + sum(map(len, each.block.items)) for each in seen)


def _linked(placed: Placed) -> float:
    """The share of a block's characters that stand in links."""
    block = placed.block
    if block.type in {"list", "heading"}:
        text = normalise(words(placed.origin))
        inside = sum(len(normalise(words(link))) for link in placed.origin.iter("a"))
        return inside / len(text) if text else 0.0
    if block.type != "paragraph" or not block.html or not block.text:
        return 0.0
    return furniture.linked_characters(block.html) / len(block.text)


def _ranged(seen: list[_Seen]) -> list[_Seen]:
    """From the first to the last block that is surely the article's, with what stands between like them."""
    prose = [each for each in seen if each.prose]
    heard = _characters([each for each in prose if each.known]) > _characters(prose) / 2
    sure = [each for each in prose if each.known or not heard]
    if not sure:
        return [each for each in seen if each.known] or seen
    home, made = _home(sure)
    surely = set(sure)
    belongs = [each in surely or each.group in home for each in seen]
    first, last = belongs.index(True), len(seen) - 1 - belongs[::-1].index(True)
    note = _note(seen[first : last + 1], home, made)
    last -= note
    return [
        each
        for each, yes in zip(seen[first : last + 1], belongs[first : last + 1], strict=True)
        if yes or each.prose or each.block.type != "paragraph" or each.known
    ]


def _note(seen: list[_Seen], home: set[tuple[Element, _Make]], made: set[_Make]) -> int:
    """How many blocks at the end are a note in an element made unlike the article's: on comments, on rights."""
    apart = list(takewhile(lambda each: each.group not in home and each.around not in made, reversed(seen)))
    small = _characters(apart) < _FAIR_PART * _characters(seen)
    return len(apart) if small and all(each.block.type == "paragraph" for each in apart) else 0


def _home(sure: list[_Seen]) -> tuple[set[tuple[Element, _Make]], set[_Make]]:
    """The groups of neighbours made alike that hold a fair part of the sure text, or the largest; and their makes."""
    sizes: dict[tuple[Element, _Make], int] = {}
    for each in sure:
        sizes[each.group] = sizes.get(each.group, 0) + len(each.block.text)
    fair = min(_FAIR_PART * sum(sizes.values()), max(sizes.values()))
    home = {group for group, size in sizes.items() if size >= fair}
    return home, {each.around for each in sure if each.group in home}

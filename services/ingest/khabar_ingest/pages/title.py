"""An article's headline without the outlet's name, and the outlet's names that titles give away."""

import re
from dataclasses import dataclass
from typing import Final

from khabar_ingest.furniture import is_prose
from khabar_ingest.markup import Element, words
from khabar_ingest.text import fold, normalise

_BETWEEN = re.compile(r"\s+[-–—/•·]\s+|\s*[|»]\s*|\s*::\s*|\s*:\s+")
_MARKS = re.compile(r"(?:^|(?<=\s))[\u200e\u200f\u061c]+|[\u200e\u200f\u061c]+(?=\s|$)")
_LONGEST: Final = 250
_MOST_OF_IT: Final = 0.4
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_FEWEST_WORDS: Final = 3
_SHORTEST_WORD: Final = 4
_TEXT_CHARACTERS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Title:
    """A headline, and what stood beside it in the page's titles."""

    text: str
    beside: frozenset[str]


def title_of(tree: Element, said: list[str], outlets: list[str]) -> Title:
    """Choose among what the metadata say (``said``), the page's title, and its main heading.

    A main heading that is part of what is said is the headline, and the rest is the outlet's.
    """
    page = next((words(element) for element in tree.iter("title")), "")
    titles = [line for one in (*said, page) if (line := _line(one))]
    heads = [line for head in tree.iter("h1") if (line := _line(words(head)))]
    heads += [line for line in _printed_parts(tree, titles) if line not in heads]
    outlet = {fold(name) for name in outlets if name}
    beside = frozenset(
        rest for title in titles for head in [*heads, *titles] if (rest := _rest(title, head)) and rest != fold(head)
    )
    for title in titles:
        for head in heads:
            if fold(head) == fold(title) and fold(head) not in outlet:
                return Title(head, beside)
            if _rest(title, head):
                return Title(head, beside)
    chosen = titles[0] if titles else heads[0] if len(heads) == 1 else ""
    return Title(_without(chosen, outlet | beside), beside)


def parts(title: str) -> list[str]:
    """Return what a title is put together of."""
    return [part.strip() for part in _BETWEEN.split(title)]


def nearest_heading(body: Element, container: Element, title: str) -> str:
    """Return the last heading before an article's first running text, if it says more of what the text says.

    For pages whose title is the outlet's alone; else nothing.
    """
    told = fold(words(container)[:_TEXT_CHARACTERS])
    printed = _over(body, container)
    return printed if _shared(printed, told) > _shared(title, told) else ""


def _over(body: Element, container: Element) -> str:
    """The last heading before the first running text of an article."""
    found, inside = "", False
    for element in body.iter():
        inside = inside or element is container
        if inside and is_prose(normalise(element.text or "")):
            break
        if element.tag in _HEADINGS and len((line := _line(words(element))).split()) >= _FEWEST_WORDS:
            found = line
    return found


def _shared(line: str, told: str) -> int:
    """How many words of a line stand in a text."""
    return sum(len(word) >= _SHORTEST_WORD and word in told for word in set(fold(line).split()))


def _line(text: str) -> str:
    """A title without the direction marks that some systems put around its parts."""
    return normalise(_MARKS.sub("", normalise(text[:_LONGEST])))


def _printed_parts(tree: Element, titles: list[str]) -> list[str]:
    """The longer parts of titles that the page also prints as a line of its own: headlines in whatever element."""
    parts = {}
    for title in titles:
        for gap in _BETWEEN.finditer(title):
            for part in (title[gap.end() :], title[: gap.start()]):
                if len(part) > len(title) / 2:
                    parts[fold(part)] = part
    if not parts:
        return []
    printed = {fold(element.text) for element in next(tree.iter("body"), tree).iter() if _may_print(element)}
    return [part for folded, part in parts.items() if folded in printed]


def _may_print(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag != "a" and 0 < len(element.text or "") <= _LONGEST


def _rest(title: str, head: str) -> str:
    """What a title says before or after a headline and a separator, folded; nothing if it is another headline."""
    whole, part = fold(title), fold(head)
    if len(part) < _MOST_OF_IT * len(whole) or part == whole:
        return ""
    if whole.startswith(part) and (gap := _BETWEEN.match(whole, len(part))):
        return whole[gap.end() :].strip()
    if whole.endswith(part):
        parts = list(_BETWEEN.finditer(whole, 0, len(whole) - len(part)))
        if parts and parts[-1].end() == len(whole) - len(part):
            return whole[: parts[-1].start()].strip()
    return ""


def _without(title: str, outlet: set[str] | frozenset[str]) -> str:
    """A title without outlets' names at its ends."""
    while True:
        gaps = list(_BETWEEN.finditer(title))
        if gaps and fold(title[gaps[-1].end() :]).strip() in outlet:
            title = title[: gaps[-1].start()]
        elif gaps and fold(title[: gaps[0].start()]).strip() in outlet:
            title = title[gaps[0].end() :]
        else:
            return title
